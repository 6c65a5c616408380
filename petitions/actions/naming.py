"""Who works on a case, and who steps back from it."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cadre, Post, Unit
from accounts.querysets import in_force
from core.errors import DomainError
from core.guards import require_text
from petitions.actions import clocks, notices, routing, steps
from petitions.actions.receiving import Accused, add_parties
from petitions.actions.settling import take_along
from petitions.models import Case, CaseHandler, Clock, PartyRole
from petitions.workflow import SENT, CaseState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

_NAMED = gettext_lazy("您被指定承办信访事项%(number)s")
_CAME = gettext_lazy("信访事项%(number)s因回避转由你单位办理")


@transaction.atomic
def name_handlers(
    case: Case,
    *,
    cadres: Iterable[Cadre],
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    version: Any = None,
) -> Case:
    """Name who works on the case (承办人), instead of those named before; they see it from now on.

    Raises DomainError for nobody, somebody who does not serve in the unit that has the case in hand or below it, or
    who must step back. Side effects: entry, notice to those who are new.
    """
    case = steps.open_step(case, "name_handlers", by=by, on=on, at=at, version=version)
    named = list(dict.fromkeys(cadres))
    if not named:
        raise DomainError(_("请选择承办人。"), field="cadres")
    new = put_handlers(case, named, on=on)
    data = {"cadres": [cadre.pk for cadre in named]}
    steps.write_step(case, "name_handlers", by=by, on=on, at=at, data=data)
    notices.tell(case, "name_handlers", notices.users_of(new), _NAMED, at=at, by=by)
    return case


def put_handlers(case: Case, cadres: Iterable[Cadre], *, on: datetime.date) -> list[Cadre]:
    """Make these the handlers and return those who were not before. Part of an action."""
    cadres = list(cadres)
    if not cadres:
        return []
    for one in (case, *case.joined.filter(state=CaseState.JOINED)):
        routing.check_cadres(one, cadres)
    _check_serve_here(case, cadres, on)
    going = set(case.handlers.filter(end=None).values_list("cadre", flat=True))
    end_handlers(case.handlers.exclude(cadre__in=cadres), on)
    new = [cadre for cadre in cadres if cadre.pk not in going]
    CaseHandler.objects.bulk_create(
        CaseHandler(case=case, cadre=cadre, unit=case.handling_unit, start=on) for cadre in new
    )
    return new


def end_handlers(handlers: "QuerySet[CaseHandler]", on: datetime.date) -> None:
    """Those who handled it no longer see it. One who was named for a later day has not begun."""
    going = handlers.filter(end=None)
    going.filter(start__gt=on).delete()
    going.update(end=on)


def _check_serve_here(case: Case, cadres: list[Cadre], on: datetime.date) -> None:
    posts = Post.objects.filter(in_force(on), cadre__in=cadres, unit__path__startswith=case.handling_unit.path)
    here = set(posts.values_list("cadre", flat=True))
    for cadre in cadres:
        if cadre.pk not in here:
            raise DomainError(
                _("%(name)s不在“%(unit)s”任职，请选择本单位的人员。") % {"name": cadre, "unit": case.handling_unit},
                field="cadres",
            )


@transaction.atomic
def recuse(
    case: Case,
    *,
    reason: str,
    by: "User",
    on: datetime.date,
    at: datetime.datetime,
    cadre: Cadre | None = None,
    unit: Unit | None = None,
    version: Any = None,
) -> Case:
    """A cadre or a unit steps back (article 28): from now on the case does not exist for them.

    Side effects: a cadre is no longer its handler; a case that the unit (or one below it) holds or has in hand goes to
    the nearest unit above that has no part in it. Raises DomainError without a reason, without exactly one of `cadre`
    and `unit`, or when they stepped back before.
    """
    case = steps.open_step(case, "recuse", by=by, on=on, at=at, version=version)
    reason = require_text(reason, "reason", _("请写明回避的理由。"))
    if (cadre is None) == (unit is None):
        raise DomainError(_("请选择一名须回避的干部，或者一个须回避的单位。"), field="cadre")
    if case.parties.filter(cadre=cadre, unit=unit).exists():
        raise DomainError(_("该干部或者单位已经回避。"), field="cadre" if cadre else "unit")
    add_parties(case, (Accused(cadre=cadre, unit=unit),), role=PartyRole.RECUSED, by=by, at=at, reason=reason[:200])
    data = {"number": case.number}
    moved = _step_back(case, cadre, unit, on=on)
    steps.write_step(case, "recuse", by=by, on=on, at=at, note=reason, data=data, **moved)
    if moved:
        take_along(case, by=by, on=on, at=at)
        notices.tell_unit(case, "recuse", case.handling_unit, _CAME, on=on, at=at, by=by)
    return case


def _step_back(case: Case, cadre: Cadre | None, unit: Unit | None, *, on: datetime.date) -> dict[str, Any]:
    """What changes on the case because of it."""
    if cadre is not None:
        end_handlers(case.handlers.filter(cadre=cadre), on)
        return {}
    assert unit is not None, "one of the two"
    fields: dict[str, Any] = {}
    if case.unit.path.startswith(unit.path):
        office = routing.free_office(case, case.unit)
        fields |= {"unit": office, "unit_path": office.path}
        if case.number:
            fields |= _numbered_by(case, office, on)
    if case.handling_unit.path.startswith(unit.path):
        fields |= _taken_over(case, routing.free_office(case, case.handling_unit), on)
    return fields


def _numbered_by(case: Case, office: Unit, on: datetime.date) -> dict[str, Any]:
    """Numbers go by unit: the office that takes the case gives it one of its own."""
    from petitions.actions.receiving import next_number

    year, serial, number = next_number(office, on.year)
    return {"year": year, "serial": serial, "number": number}


def _taken_over(case: Case, to: Unit, on: datetime.date) -> dict[str, Any]:
    """The case in the hands of another unit; what was sent and not yet accepted is sent anew from there."""
    end_handlers(case.handlers.all(), on)
    fields: dict[str, Any] = {"handling_unit": to, "handling_path": to.path}
    if case.state in SENT or case.state == CaseState.OBJECTED:
        clocks.stop(case, "say_acceptance", on=on)
        clocks.cancel(case, "object", "assignment")
        clocks.start(case, "route", unit=to, on=on)
        fields["state"] = CaseState.REGISTERED
    Clock.objects.filter(case=case, state__in=clocks.GOING).update(unit=to)
    return fields
