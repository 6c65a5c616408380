"""Setting up once more from the beginning, as long as nobody has worked with it."""

import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.units import lock_tree
from accounts.models import Unit, User
from core import audit
from core.errors import DomainError

FLOORS = ("core", "accounts", "contacts", "visits", "petitions", "duties", "assessments", "reports")
# What setting up makes, each before those that it hangs on.
MADE = (
    # With the jobs that brought in large workbooks; their files go with the next night (reports.actions.jobs).
    *("reports.skippedstep", "reports.importbatch", "reports.storedfigures", "reports.reportjob"),
    *("duties.obligation", "duties.rulebook", "visits.rota"),
    *("contacts.pairing", "contacts.arrangement", "contacts.resident", "contacts.household", "contacts.contactpoint"),
    *("accounts.invitationround", "accounts.rolegrant", "accounts.supervision", "accounts.groupmembership"),
    *("accounts.group", "accounts.leave", "accounts.secondment", "accounts.post"),
    *("accounts.festival", "accounts.ownperiod", "accounts.unitevent"),
)
# What goes with those, what follows from them by itself, and what is there before an organisation is.
ALONG = (
    *("duties.notice", "duties.rulebookversion", "duties.rule", "visits.rotaslot", "visits.rotamember"),
    *("accounts.invitation", "accounts.cadre", "accounts.user", "accounts.unit"),
    *("core.auditentry", "core.calendarday", "core.calendaryear", "core.inboxitem", "core.outboxmessage"),
    *("core.oncekey", "core.chore", "core.searchentry", "reports.workersign"),
    *("accounts.savedview", "accounts.listcolumns", "accounts.feedback", "duties.feed", "accounts.ownunitkind"),
    *("contacts.contactcategory", "visits.visitkind", "petitions.casefield", "assessments.adoptionlevel"),
)


def start_over_problem() -> str:
    """Why it cannot be begun anew; "" where it can."""
    if User.objects.filter(is_superuser=False, last_login__isnull=False).exists():
        return _("已有其他用户登录，不能重新开始。需要改正的，请逐项修改或撤销。")
    for model in _models():
        if model._meta.label_lower not in (*MADE, *ALONG) and model._base_manager.exists():
            name = model._meta.verbose_name
            return _("已有“%(name)s”，不能重新开始。需要改正的，请逐项修改或撤销。") % {"name": name}
    return ""


def _models() -> list[type[models.Model]]:
    found = [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]
    return [model for model in found if not model._meta.auto_created]


@transaction.atomic
def start_over(*, name: str, by: User, at: datetime.datetime) -> None:
    """Take back everything that setting up made, the organisation itself as well; the audit trail and the calendar of
    days off stay. `name` is the organisation's, typed in full by whoever means it.

    Only for whoever has all rights. Raises DomainError once somebody else has logged in or anything was recorded.
    """
    if not by.is_superuser or by.acting_for is not None:
        raise PermissionDenied
    lock_tree()
    if name.strip() not in set(Unit.objects.filter(parent=None).values_list("name", flat=True)):
        raise DomainError(_("请填写最上级单位的全称。"), field="name")
    if problem := start_over_problem():
        raise DomainError(problem)
    audit.record("reports.start_over", by=by, at=at, data={"name": name.strip()})
    try:
        _delete_everything()
    except ProtectedError as error:
        held = next(iter(error.protected_objects))
        text = _("已有“%(name)s”，不能重新开始。需要改正的，请逐项修改或撤销。")
        raise DomainError(text % {"name": held._meta.verbose_name}) from error


def _delete_everything() -> None:
    for label in MADE:
        _rows(label).delete()
    User.objects.filter(is_superuser=False).delete()
    User.objects.update(cadre=None)
    _rows("accounts.cadre").delete()
    Unit.objects.update(successor=None)
    for depth in sorted(set(Unit.objects.values_list("depth", flat=True)), reverse=True):
        Unit.objects.filter(depth=depth).delete()
    _rows("core.searchentry").delete()


def _rows(label: str) -> Any:
    return apps.get_model(label)._base_manager.all()
