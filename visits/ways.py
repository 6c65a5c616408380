"""The ways of writing down contact work, as tabs over their forms. Floors above add theirs in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Way:
    """A page by its view's name, and who may use it. Tabs stand in the order of `order`."""

    view: str
    label: Any
    may: "Callable[[User], bool]"
    order: int


_ways: list[Way] = []


def register(way: Way) -> None:
    _ways.append(way)
    _ways.sort(key=lambda one: one.order)


def ways_of(user: "User") -> list[Way]:
    """Those that are open to the user. No query beside those of `user.access`."""
    return [way for way in _ways if way.may(user)]


def register_own() -> None:
    from visits.selectors.suggest import keeps_books, may_log

    register(Way("visits:create", _("走访"), may_log, 1))
    register(Way("visits:talk", _("谈心谈话"), may_log, 2))
    register(Way("visits:batch", _("纸质补录"), keeps_books, 4))
