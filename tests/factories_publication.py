"""A company with a public page, and what stands on it in any state (R10.8)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Unit, User
from reports.models import PublicEdition, PublicItem, PublicPage, PublicStep
from tests.factories import make_cadre, make_unit, make_user

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 20)
AT = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
KEY = "00000000-0000-4000-8000-{:012d}"
NOTICE = {"title": "招标结果", "text": "一号井支护材料招标结果。", "shown_from": "2026-11-20"}


@dataclass(frozen=True)
class Company:
    """`writer` keeps the company's books, `head` heads it without a role; the others are who they are called."""

    county: Unit
    unit: Unit
    other: Unit
    writer: User
    head: User
    admin: User
    auditor: User
    member: User
    stranger: User
    page: PublicPage


def make_company() -> Company:
    county = make_unit("清河县", kind="county")
    unit = make_unit("青山煤业公司", parent=county, kind="company")
    other = make_unit("白沙镇", parent=county, kind="township")
    return Company(
        county,
        unit,
        other,
        writer=_user("writer", unit, role="secretary"),
        head=_user("head", unit, position="head"),
        admin=make_user("admin", role="organisation_admin", unit=county),
        auditor=make_user("auditor", role="auditor", unit=county),
        member=_user("member", unit),
        stranger=_user("stranger", other, role="secretary"),
        page=PublicPage.objects.create(unit=unit, slug="qingshan", heading="factory"),
    )


def _user(name: str, unit: Unit, *, role: str = "", position: str = "cadre") -> User:
    cadre = make_cadre(f"干部{name}", unit=unit, position=position)
    return make_user(name, cadre=cadre, role=role, unit=unit if role else None)


def make_edition(
    company: Company,
    *,
    kind: str = "notice",
    state: str = "approved",
    title: str = "食堂改造完成",
    item: PublicItem | None = None,
    **fields: Any,
) -> PublicEdition:
    """Written straight into the tables; approved by the head where the state asks for it."""
    if state in ("approved", "withdrawn", "replaced"):
        fields = {"approved_by": company.head, "approved_at": AT} | fields
    fields = {"text": "新食堂十二月一日启用。", "shown_from": TODAY, "written_by": company.writer} | fields
    item = item or PublicItem.objects.create(page=company.page, kind=kind)
    edition = PublicEdition.objects.create(item=item, state=state, title=title, **fields)
    PublicStep.objects.create(edition=edition, step="write", by=company.writer, at=AT)
    return edition


def url(name: str, *args: Any) -> str:
    return reverse(f"reports:publication{name}", args=args)


def write(client: Any, company: Any, kind: str = "notice", **fields: Any) -> Any:
    """The form of an item, filled in and sent."""
    return client.post(url("_write", company.page.pk, kind), {"once_key": KEY.format(1), **NOTICE, **fields})
