"""Whether the case is taken (article 23), and what is done at once."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, routing, steps
from petitions.actions.handing import sent_to
from petitions.actions.letters import write_letter
from petitions.actions.receiving import number_now
from petitions.actions.settling import close_joined, settle_matter, take_along
from petitions.models import Case, CaseKind, Clock, Handover, HandoverState, LetterKind
from petitions.workflow import OPEN, CaseState

if TYPE_CHECKING:
    from accounts.models import User

# Until it is said whether the case is accepted.
BEFORE_ACCEPTANCE = ("route", "say_acceptance")


@transaction.atomic
def accept(
    case: Case,
    *,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    with_letter: bool = True,
    version: Any = None,
) -> Case:
    """Take the case (受理, article 23). From this day the limit of article 34 runs.

    Side effects: entry, clocks, the hand-over is signed for, and (`with_letter`) the notice of acceptance.
    """
    case = steps.open_step(case, "accept", by=by, on=on, at=at, version=version)
    _stop_before_acceptance(case, on)
    _start_limit(case, on)
    if with_letter:
        write_letter(case, LetterKind.ACCEPTANCE, unit=case.handling_unit, by=by, on=on, at=at)
    steps.write_step(case, "accept", by=by, on=on, at=at, is_public=True, accepted_on=case.accepted_on or on)
    return case


def _stop_before_acceptance(case: Case, on: datetime.date) -> None:
    clocks.stop(case, *BEFORE_ACCEPTANCE, on=on)
    clocks.cancel(case, "object")
    handover = sent_to(case)
    if handover:
        Handover.objects.filter(pk=handover.pk, state=HandoverState.SENT).update(state=HandoverState.TAKEN)


def _start_limit(case: Case, on: datetime.date) -> None:
    """The limit counts from the first acceptance: a case that is handed on afterwards gains no time by it."""
    going = Clock.objects.filter(case=case, code="finish", state__in=clocks.GOING)
    if not going.update(unit=case.handling_unit):
        clocks.start(case, "finish", unit=case.handling_unit, on=on)


@transaction.atomic
def refuse(
    case: Case,
    *,
    reason: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    legal_basis: str = "",
    version: Any = None,
) -> Case:
    """Not accept the case (不予受理), and say in writing why and by what rule.

    Side effects: the letter, entry, all clocks end; a matter heard on a visit is answered with the reason.
    """
    case = steps.open_step(case, "refuse", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请填写不予受理的理由，告知书中将写明。"))
    basis = require_text(legal_basis, "legal_basis", _("请填写不予受理的法律政策依据。"))
    _tell_why(case, LetterKind.NON_ACCEPTANCE, by=by, on=on, at=at, text=reason, legal_basis=basis)
    steps.write_step(case, "refuse", by=by, on=on, at=at, note=reason, is_public=True, answered_on=on, result=reason)
    close_joined(case, by=by, on=on, at=at, state=case.state)
    settle_matter(case, by=by, on=on, at=at, reply=reason)
    return case


@transaction.atomic
def lead_elsewhere(
    case: Case,
    *,
    path: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    legal_basis: str = "",
    version: Any = None,
) -> Case:
    """Point out the legal path that the claim has (article 31: litigation, arbitration, review …). Side effects as
    `refuse`, with a letter of its own."""
    case = steps.open_step(case, "lead_elsewhere", by=by, on=on, at=at, version=version)
    path = require_text(path, "path", _("请写明应当通过哪条法定途径、向哪个机关提出。"))
    _tell_why(case, LetterKind.OTHER_PATH, by=by, on=on, at=at, text=path, legal_basis=legal_basis.strip())
    steps.write_step(
        case, "lead_elsewhere", by=by, on=on, at=at, note=path, is_public=True, answered_on=on, result=path
    )
    close_joined(case, by=by, on=on, at=at, state=case.state)
    settle_matter(case, by=by, on=on, at=at, reply=path)
    return case


def _tell_why(case: Case, kind: str, *, on: datetime.date, **fields: Any) -> None:
    _stop_before_acceptance(case, on)
    clocks.stop(case, "assignment", on=on)
    clocks.cancel(case)
    write_letter(case, kind, unit=case.handling_unit, on=on, **fields)


@transaction.atomic
def begin(case: Case, *, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None) -> Case:
    """Work on the substance begins."""
    case = steps.open_step(case, "begin", by=by, on=on, at=at, version=version)
    steps.write_step(case, "begin", by=by, on=on, at=at, is_public=True)
    return case


@transaction.atomic
def note_progress(
    case: Case, *, note: str, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None
) -> Case:
    """Write down what was done; the petitioner is not shown it."""
    case = steps.open_step(case, "note_progress", by=by, on=on, at=at, version=version)
    note = require_text(note, "note", _("请填写办理进展。"))
    steps.write_step(case, "note_progress", by=by, on=on, at=at, note=note)
    return case


@transaction.atomic
def solve_on_spot(
    case: Case,
    *,
    result: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    kind: str = "",
    version: Any = None,
) -> Case:
    """Solve it at once, with what was done. Gets its number where it has none: everything is registered.

    An accusation cannot be solved on the spot. Side effects: entry, the clock of the callback, the matter is solved,
    joined cases are closed.
    """
    case = steps.open_step(case, "solve_on_spot", by=by, on=on, at=at, version=version)
    result = require_text(result, "result", _("请填写怎样办理的，结果如何。"))
    kind = kind or case.kind or CaseKind.HELP
    if kind == CaseKind.ACCUSATION:
        raise DomainError(_("检举控告不能当场办结，请登记后办理。"), field="kind")
    clocks.stop(case, "route", on=on)
    steps.write_step(
        case,
        "solve_on_spot",
        by=by,
        on=on,
        at=at,
        note=result,
        is_public=True,
        kind=kind,
        result=result,
        solved_on_the_spot=True,
        answered_on=on,
        closed_on=on,
        **number_now(case, on),
    )
    clocks.start(case, "call_back", unit=case.handling_unit, on=on)
    close_joined(case, by=by, on=on, at=at)
    settle_matter(case, by=by, on=on, at=at, reply=result)
    return case


@transaction.atomic
def join(case: Case, *, to: Case, by: "User", on: datetime.date, at: datetime.datetime, version: Any = None) -> Case:
    """Handle the case together with another: one handling answers both, each keeps its petitioners and its number.

    Raises DomainError for a case that one does not see, that has ended, is not registered or is joined itself, and
    where its unit would have to stand back from this one.
    """
    # Both, in one order: neither may end, or be joined itself, meanwhile, and two who join them crosswise do not wait
    # for each other.
    list(Case.objects.filter(pk__in=[case.pk, to.pk]).order_by("pk").select_for_update(of=("self",)))
    case = steps.open_step(case, "join", by=by, on=on, at=at, version=version)
    to = _main_case(case, to, by)
    clocks.stop(case, "route", on=on)
    clocks.cancel(case)
    steps.write_step(
        case,
        "join",
        by=by,
        on=on,
        at=at,
        is_public=True,
        data={"to": to.pk},
        kind=case.kind or to.kind,
        field=case.field or to.field,
        joined_to=to,
        handling_unit=to.handling_unit,
        handling_path=to.handling_unit.path,
        **number_now(case, on),
    )
    # Those that were joined to this one follow it: none is left behind without an answer.
    case.joined.filter(state=CaseState.JOINED).update(joined_to=to)
    take_along(to, by=by, on=on, at=at)
    return case


def _main_case(case: Case, to: Case, by: "User") -> Case:
    found = Case.objects.visible_to(by).filter(pk=to.pk).select_related("handling_unit", "field").first()
    if found is None or found.pk == case.pk:
        raise DomainError(_("请选择另一件信访事项。"), field="to")
    if found.state not in OPEN or found.state == CaseState.RECEIVED:
        raise DomainError(
            _("“%(case)s”目前“%(state)s”，不能并入。") % {"case": found, "state": found.get_state_display()}, field="to"
        )
    routing.check_unit(case, found.handling_unit)
    routing.check_cadres(case, [handler.cadre for handler in found.handlers.filter(end=None)], field="to")
    return found
