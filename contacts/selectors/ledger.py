"""The rows of 帮扶台账 and 连心卡发放 as on paper, read set-wise in chunks."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import CardEnd, HelpMeasure, HelpPlan, Household, HouseholdKind
from core.reading import CHUNK, by_key, chunks

if TYPE_CHECKING:
    from core.periods import Period


class HelpRow(NamedTuple):
    """One measure of a plan, or the plan by itself where it has none in the period. No identity number, no account."""

    head: str
    size: int | None
    labourers: int | None
    kind: str
    cause: str
    helper: str
    term: str
    measure: str
    amount: Decimal | None
    done_on: datetime.date | None
    outcome: str


def help_rows(
    plans: QuerySet[HelpPlan], period: "Period", *, private_under: Sequence[str] | None, with_phones: bool
) -> Iterator[HelpRow]:
    """Plans that ran in the period or had a measure carried out in it, in the order of the queryset.

    `private_under`: paths of the parts of the tree of whose households the reader may know the hardship (None: all);
    elsewhere cause and outcome stay empty, and are not even decrypted. `with_phones`: the helper's telephone number.
    """
    in_period = Q(done_on__range=(period.start, period.end))
    ran = Q(start__lte=period.end) & (Q(closed_on=None) | Q(closed_on__gte=period.start))
    carried_out = HelpMeasure.objects.filter(in_period)
    wanted = plans.filter(ran | Q(pk__in=carried_out.order_by().values("plan")))
    for keys in chunks(wanted.values_list("pk", flat=True).iterator(chunk_size=CHUNK)):
        found = HelpPlan.objects.filter(pk__in=keys).select_related("household__unit", "unit", "cadre")
        found = found.defer(*_PRIVATE) if with_phones else found.defer(*_PRIVATE, "cadre__phone")
        read = {plan.pk: plan for plan in found}
        shown = [key for key, plan in read.items() if _is_shown(plan.household, private_under)]
        private = HelpPlan.objects.filter(pk__in=shown).values_list("pk", "cause", "outcome")
        causes = {key: (cause, outcome) for key, cause, outcome in private}
        measures = HelpMeasure.objects.filter(in_period | Q(done_on=None), plan__in=keys).order_by("done_on", "pk")
        by_plan = by_key(measures.values_list("plan", "text", "goods", "amount", "done_on", "outcome"))
        for key in keys:
            yield from _plan_rows(read[key], causes.get(key), by_plan.get(key, []), with_phones)


_PRIVATE = ("cause", "outcome", "household__phone", "household__address", "household__hardship")


def _is_shown(household: Household, under: Sequence[str] | None) -> bool:
    return under is None or household.unit.path.startswith(tuple(under))


def _plan_rows(
    plan: HelpPlan, private: tuple[str, str] | None, measures: list[Any], with_phones: bool
) -> Iterator[HelpRow]:
    """`private`: cause and outcome, None where the reader may not know them."""
    cause, outcome = private or ("", "")
    home = plan.household
    head = (
        home.head_name,
        home.size,
        home.labourers,
        str(HouseholdKind(home.kind).label) if private else "",
        cause,
        _helper(plan, with_phones),
        _("%(start)s至%(end)s") % {"start": plan.start.isoformat(), "end": (plan.closed_on or plan.end).isoformat()},
    )
    for text, goods, amount, done_on, came_of_it in measures:
        words = f"{text}（{goods}）" if goods else text
        yield HelpRow(*head, words, amount, done_on, came_of_it or (outcome if done_on else ""))
    if not measures:
        yield HelpRow(*head, "", None, None, outcome)


def _helper(plan: HelpPlan, with_phones: bool) -> str:
    """帮扶责任人/单位/电话, a line each."""
    phone = plan.cadre.phone if with_phones and plan.cadre else ""
    return "\n".join(filter(None, (str(plan.cadre or ""), plan.unit.label, phone)))


class CardRow(NamedTuple):
    """A contact card that was handed out (R6), and whether what it says still holds."""

    name: str
    unit: str
    title: str
    area: str
    holder: str
    place: str
    number: int
    handed_on: datetime.date
    handed_by: str
    state: str
    since: datetime.date | None


def card_rows(issues: Any) -> Iterator[CardRow]:
    """In the order of the queryset. No telephone number, neither of the holder nor of the card."""
    card = ("wording__name", "wording__unit_name", "wording__title", "wording__area")
    holders = ("contact_point__name", "household__head_name", "resident__name")
    places = ("contact_point__unit__name", "household__unit__name", "resident__unit__name")
    handed = ("wording__number", "handed_on", "handed_by__name", "stale_since", "ended_on", "end_kind")
    rows = issues.values_list(*card, *holders, *places, *handed).iterator(chunk_size=CHUNK)
    for *words, number, on, by, stale_since, ended_on, end in rows:
        on_card, holder, place = words[:4], _first(words[4:7]), _first(words[7:])
        if ended_on:
            state, since = str(CardEnd(end).label), ended_on
        else:
            state, since = (_("内容已变更，待换发") if stale_since else _("持有中")), stale_since
        yield CardRow._make((*on_card, holder, place, number, on, by or "", state, since))


def _first(values: list[str | None]) -> str:
    return next(filter(None, values), "")
