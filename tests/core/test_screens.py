"""Rows of the core that the floors above keep from somebody, whatever their role."""

import pytest
from django.db.models import Q

from core import audit, clock, inbox, outbox, screens
from core.models import AuditEntry, InboxItem, OutboxMessage
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """One row of each kind for a superuser."""
    user = make_user("root", is_superuser=True)
    at = clock.now()
    audit.record("x.secret", make_unit("甲"), by=user, at=at)
    inbox.notify("secret", "", user, "通知", at=at)
    outbox.post("secret", "", user, "邮件", "内容", at=at)
    return user, {"audit": AuditEntry, "inbox": InboxItem, "outbox": OutboxMessage}


@pytest.mark.parametrize("kind", ["audit", "inbox", "outbox"])
def test_a_screen_holds_for_a_superuser_too(rows, kind, monkeypatch):
    user, models = rows
    monkeypatch.setattr(screens, "_screens", {name: [] for name in models})
    assert models[kind].objects.visible_to(user).exists()
    screens.register(kind, lambda user: Q(action="x.secret") if kind == "audit" else Q(what="secret"))
    for name, model in models.items():
        assert model.objects.visible_to(user).exists() is (name != kind)


def test_unknown_rows_are_a_mistake():
    with pytest.raises(KeyError):
        screens.register("visits", lambda user: Q())
