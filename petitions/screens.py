"""What other floors keep from those for whom a case does not exist: its traces in the audit trail, in notices and in
letters, and the matter that it came from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from core import screens
from petitions.access import CLERKS
from petitions.models import Case, Decision, Sponsorship, Topic, WorkSheet
from petitions.querysets import parties_of
from visits import sealing

if TYPE_CHECKING:
    from accounts.models import User

# Notices and letters carry what they are about, and its key, as their `what` ("case:12"): from there to the case.
WHATS: tuple[tuple[str, type[Model], str], ...] = (
    ("case", Case, "pk"),
    ("sheet", WorkSheet, "case"),
    ("decision", Decision, "topic__case"),
    ("decision", Decision, "topic__matter__case"),
    ("sponsorship", Sponsorship, "case"),
)
# What was put to a meeting before it was a case.
BY_MATTER: tuple[tuple[type[Model], str], ...] = ((Topic, "matter__case"), (Decision, "topic__matter__case"))


def register() -> None:
    """Called in AppConfig.ready."""
    sealing.register(matters)
    screens.register("audit", audit_entries)
    screens.register("inbox", messages)
    screens.register("outbox", messages)


def matters(user: "User") -> Q:
    """Matters heard that became a case which the user must not know of."""
    return Q(Exists(parties_of(user).filter(case__matter=OuterRef("pk"))))


def audit_entries(user: "User") -> Q:
    """Entries about cases, and what hangs on them, that do not exist for the user; and those of parts of the tree
    where the user looks after the product, not after petitions, unless it was the user who acted."""
    own = Q(actor=user) | Q(on_behalf_of=user)
    reads = user.access.within("unit_path", *CLERKS)
    parties = parties_of(user)
    hidden = Q(pk__in=[])
    for model, case in _models():
        about = Q(object_id__in=_keys(model, case, parties).values_list(Cast("pk", CharField())))
        if model is Case or (case == "case" and not model._meta.get_field("case").null):
            about |= ~(own | reads)
        hidden |= Q(object_type=model._meta.label_lower) & about
    return hidden


def messages(user: "User") -> Q:
    """Notices and letters about cases that do not exist for the user, and what hangs on them. Asks at once which cases
    those are: for nearly everybody there is none, and every page counts notices."""
    cases = list(parties_of(user).values_list("case", flat=True).distinct())
    hidden = Q(pk__in=[])
    for name, model, case in WHATS if cases else ():
        what = Concat(Value(f"{name}:"), Cast(F("pk"), CharField()), output_field=TextField())
        rows = model._default_manager.filter(**{f"{case}__in": cases}).order_by()
        hidden |= Q(what__in=rows.values_list(what))
    return hidden


def _models() -> Iterator[tuple[type[Model], str]]:
    """Cases and all that hangs on one, or on something that hangs on one, with the path to its case."""
    yield Case, "pk"
    yield from BY_MATTER
    for model in apps.get_app_config("petitions").get_models():
        related = {field.name: field.related_model for field in model._meta.fields if field.related_model}
        above = [name for name, other in related.items() if other is not model and _hangs_on_a_case(other)]
        if "case" in related:
            yield model, "case"
        elif above:
            yield model, f"{above[0]}__case"


def _hangs_on_a_case(model: Any) -> bool:
    return model._meta.app_label == "petitions" and any(field.name == "case" for field in model._meta.fields)


def _keys(model: type[Model], case: str, parties: QuerySet) -> QuerySet:
    """Rows whose case is one of the parties': it accuses the user, or they are recused from it."""
    rows: QuerySet = model._default_manager.all()
    return rows.filter(Exists(parties.filter(case=OuterRef(case)))).order_by()
