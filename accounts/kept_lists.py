"""Tells the lists what users keep about them (core/lists/kept.py)."""

from typing import Any

from accounts.models import ListColumns, SavedView
from accounts.selectors import own_units
from core.lists import kept


class Keeper:
    def views(self, user: Any, path: str) -> list[kept.KeptView]:
        rows = SavedView.objects.offered_to(user).filter(path=path).select_related("user").order_by("name", "pk")
        own = [_view(row, user) for row in rows if row.user_id == user.pk]
        return own + [_view(row, user) for row in rows if row.user_id != user.pk]

    def columns(self, user: Any, name: str) -> list[str] | None:
        return ListColumns.objects.filter(user=user, name=name).values_list("columns", flat=True).first()

    def head(self, user: Any) -> tuple[str, str]:
        unit = own_units(user).first()
        return (unit.name, unit.path) if unit else ("", "")


def _view(row: SavedView, user: Any) -> kept.KeptView:
    own = row.user_id == user.pk
    return kept.KeptView(row.name, row.query, own and row.is_default, "" if own else str(row.user))


def register() -> None:
    kept.register(Keeper())
