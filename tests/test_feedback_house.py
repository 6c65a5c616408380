"""Every change confirms, and can be undone or says why not: asked of every view that the addresses lead to."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.views import ActionMixin, PostActionView, Restorable, UndoMixin
from tests.addresses import addresses

pytestmark = pytest.mark.either
# Posts that confirm in another way than by a message: what comes next is the confirmation.
CONFIRMED_OTHERWISE = {
    "core:open_notice": "leads to what the notice is about",
    "core:read_notice": "the notice is shown as read",
    "accounts:login": "one is in",
    "accounts:logout": "one is out",
    "accounts:user_create": "shows the one-time password",
    "accounts:password_reset": "shows the one-time password",
    "accounts:calendar_load": "shows what would change, to be confirmed",
    "contacts:arrangement_create": "says what was copied",
    "contacts:arrangement_copy": "says what was copied",
    "assessments:paper_enter": "shows the next paper",
    "assessments:question_raise": "the question stands where it was moved to",
    "petitions:receive": "shows the receipt",
    "petitions:reception": "shows the receipt",
    "petitions:reception_of_slot": "shows the reception",
    "reports:job_repeat": "shows the report that is made",
    "reports:job_now": "shows the report that is made",
    "reports:import_upload": "shows what would be brought in, to be confirmed",
    "reports:token_create": "shows the key, once",
    "duties:rulebook_upload": "shows what would be owed, then says that it is in force",
    "duties:rule_write": "shows the rule as a text to be loaded",
}
# Posts that change nothing that anybody would want back.
NOTHING_TO_UNDO = {
    "core:retry_letter": "the letter goes out once more",
    "accounts:delegation_act": "the bar on every page ends it",
    "visits:undo": "shows the form with what was taken back",
    "petitions:identity": "only shows",
    "petitions:identity_file": "only shows",
    "petitions:letter": "makes a document",
    "petitions:ledger": "makes a workbook",
    "assessments:paper_print": "makes a document",
    "reports:own_form": "makes a workbook",
}


def views() -> dict[str, Any]:
    return {address.name: address.view for address in addresses()}


def changing() -> dict[str, Any]:
    """Those of the addresses, and those that a view of steps hands over to."""
    found = {name: view for name, view in views().items() if issubclass(view, ActionMixin | PostActionView)}
    handed = {view for base in (ActionMixin, PostActionView) for view in below(base)} - set(found.values())
    return found | {f"{view.__module__}.{view.__name__}": view for view in handed if view.__module__ != "core.views"}


def below(view: Any) -> Iterator[Any]:
    """The views at the ends of the tree of classes, as far as the product's own."""
    for heir in view.__subclasses__():
        if heir.__subclasses__():
            yield from below(heir)
        elif not heir.__module__.startswith("tests."):
            yield heir


def own(view: Any, *names: str) -> bool:
    """Whether the app says one of these itself, and does not leave it to core/views.py."""
    return any(name in base.__dict__ for base in view.__mro__ for name in names if base.__module__ != "core.views")


def test_every_change_confirms():
    silent = {
        name for name, view in changing().items() if not view.success_message and not own(view, "get_success_message")
    }
    assert silent - CONFIRMED_OTHERWISE.keys() - NOTHING_TO_UNDO.keys() == set()


def test_every_change_is_undone_or_says_why_not():
    stuck = {
        name
        for name, view in changing().items()
        if not (view.final or view.undo_view or issubclass(view, Restorable) or own(view, "get_undo"))
    }
    assert stuck - CONFIRMED_OTHERWISE.keys() - NOTHING_TO_UNDO.keys() == set()


def test_what_is_undone_is_undone_at_an_address_that_takes_a_post():
    there = views()
    for name, view in there.items():
        if issubclass(view, UndoMixin) and view.undo_view:
            undoes = there.get(view.undo_view)
            assert undoes and issubclass(undoes, ActionMixin | PostActionView), name


def test_what_undoing_asks_for_is_sent_along():
    there = views()
    for name, view in changing().items():
        form = getattr(there.get(view.undo_view), "form_class", None)
        asked = {key for key, field in getattr(form, "base_fields", {}).items() if field.required}
        assert asked <= set(view.undo_fields), name


def test_nothing_is_excused_that_is_not_there():
    assert (CONFIRMED_OTHERWISE.keys() | NOTHING_TO_UNDO.keys()) - views().keys() == set()
