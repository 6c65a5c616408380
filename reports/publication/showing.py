"""What everybody sees of a unit: only what is approved, on its days, on a page that is open."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assessments.selectors.commitments import Shown, form_address, shown_to_people
from core.exports.qr import qr_of
from petitions.models import PetitionSettings
from reports.models import ItemKind, PublicEdition, PublicPage
from visits.models import Rota
from visits.selectors.rotas import NoticeRow, notices

# What stands for as long as it is shown; all else is filed by the year of its first day.
STANDING = (ItemKind.INTRODUCTION, ItemKind.COMMITMENTS, ItemKind.ROTA, ItemKind.CHANNELS)
# How long news stand on the first page: afterwards they are found by year.
FRESH = datetime.timedelta(days=365)
ROTA_DAYS = 14


@dataclass(frozen=True)
class Channels:
    """How to raise a matter with the unit."""

    form: str = ""
    qr: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """An edition with what is read as it stands now: commitments, days of duty, ways to be heard."""

    edition: PublicEdition
    commitments: list[Shown] = field(default_factory=list)
    rota: list[NoticeRow] = field(default_factory=list)
    channels: Channels | None = None

    @property
    def kind(self) -> str:
        return str(self.edition.item.kind)


@dataclass(frozen=True)
class Front:
    """The first page of a unit: standing parts, news by kind, years in which more is found."""

    introductions: list[Part]
    news: list[PublicEdition]
    parts: list[Part]
    years: list[int]


def open_page(slug: str) -> PublicPage | None:
    return PublicPage.objects.open().select_related("unit").filter(slug=slug).first()


def shown_editions(page: PublicPage, *, on: datetime.date) -> list[PublicEdition]:
    """The latest first; of an item, only its newest edition. One query."""
    rows = PublicEdition.objects.shown_on(on).filter(item__page=page).select_related("item", "rota")
    newest: dict[int, PublicEdition] = {}
    for row in rows.order_by("item", "number"):
        newest[row.item_id] = row
    return sorted(newest.values(), key=lambda row: (row.shown_from, row.pk), reverse=True)


def front(page: PublicPage, editions: list[PublicEdition], *, on: datetime.date) -> Front:
    """The page as these editions make it. At most eight queries, whatever stands on it."""
    dated = [row for row in editions if row.item.kind not in STANDING]
    order = ItemKind.values
    standing = sorted(
        (row for row in editions if row.item.kind in STANDING), key=lambda row: order.index(row.item.kind)
    )
    parts = parts_of(page, standing, on=on)
    return Front(
        introductions=[part for part in parts if part.kind == ItemKind.INTRODUCTION],
        news=[row for row in dated if row.shown_from > on - FRESH],
        parts=[part for part in parts if part.kind != ItemKind.INTRODUCTION and not _is_empty(part)],
        years=sorted({row.shown_from.year for row in dated}, reverse=True),
    )


def of_year(editions: Iterable[PublicEdition], year: int) -> list[PublicEdition]:
    return [row for row in editions if row.item.kind not in STANDING and row.shown_from.year == year]


def parts_of(page: PublicPage, editions: list[PublicEdition], *, on: datetime.date) -> list[Part]:
    """Each edition with what is read as it stands now."""
    kinds = {row.item.kind for row in editions}
    commitments = shown_to_people(page.unit) if ItemKind.COMMITMENTS in kinds else []
    channels = channels_of(page) if ItemKind.CHANNELS in kinds else None
    rows = notices(_public_rotas(editions, on), on, on + datetime.timedelta(days=ROTA_DAYS))
    return [
        Part(
            row,
            commitments if row.item.kind == ItemKind.COMMITMENTS else [],
            rows.get(row.rota_id or 0, []),
            channels if row.item.kind == ItemKind.CHANNELS else None,
        )
        for row in editions
    ]


def _public_rotas(editions: list[PublicEdition], on: datetime.date) -> list[Rota]:
    """Only those that are public still."""
    rotas = [row.rota for row in editions if row.rota and row.rota.is_public]
    return [rota for rota in rotas if rota.end is None or rota.end >= on]


def _is_empty(part: Part) -> bool:
    """A rota that is not public any more, commitments that were all taken back: nothing is left to be shown."""
    live: dict[str, Any] = {ItemKind.ROTA: part.rota, ItemKind.COMMITMENTS: part.commitments}
    return part.kind in live and not live[part.kind]


def channels_of(page: PublicPage) -> Channels:
    """The form that is nearest, and the telephones of the unit and of those above. Two queries."""
    unit = page.unit
    near = PetitionSettings.objects.filter(unit__in=[unit.pk, *unit.ancestor_ids], unit__closed_on=None)
    rows = near.exclude(phone="").select_related("unit").order_by("-unit__depth")
    form = form_address(unit)
    return Channels(form, qr_of(form) if form else "", [(str(row.unit), row.phone) for row in rows])


def open_pages(*, on: datetime.date) -> list[PublicPage]:
    """All pages on which something stands today."""
    shown = PublicEdition.objects.shown_on(on).order_by().values("item__page")
    return list(PublicPage.objects.open().filter(pk__in=shown).select_related("unit").order_by("unit__path"))
