"""What an office has set, what holds where it has set nothing, and from where."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.models import Unit
from petitions.actions.settings import SETTERS
from petitions.deadlines import Limit
from petitions.models import LimitSetting
from petitions.selectors.clocks import days_in_words
from petitions.shipped import CLOCK_NAMES, LIMITS, article_name

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class LimitLine:
    """The limit that holds in a unit. `own`: the unit's own setting; `source`: the unit above that set it, if any."""

    code: str
    label: Any
    limit: Limit
    own: LimitSetting | None
    source: Unit | None

    @property
    def words(self) -> str:
        return days_in_words(self.limit)

    @property
    def article(self) -> str:
        return article_name(self.limit.article)


def limits_of(unit: Unit) -> list[LimitLine]:
    """Every limit as it holds in the unit. One query."""
    keys = [*unit.ancestor_ids, unit.pk]
    rows = LimitSetting.objects.filter(unit__in=keys).select_related("unit").order_by("unit__depth")
    nearest = {row.code: row for row in rows}
    return [_line(code, nearest.get(code), unit) for code in LIMITS]


def _line(code: str, row: LimitSetting | None, unit: Unit) -> LimitLine:
    if row is None:
        return LimitLine(code, CLOCK_NAMES[code], LIMITS[code], None, None)
    limit = Limit(code, row.days, row.is_working, row.article, row.most_extension)
    is_own = row.unit_id == unit.pk
    return LimitLine(code, CLOCK_NAMES[code], limit, row if is_own else None, None if is_own else row.unit)


def set_units(user: "User") -> QuerySet[Unit]:
    """Units whose petition settings the user keeps."""
    return Unit.objects.filter(user.access.within("path", *SETTERS), closed_on=None).select_related("parent")


def first_set_unit(user: "User") -> Unit | None:
    paths = user.access.paths(*SETTERS)
    return set_units(user).filter(path__in=paths).order_by("depth", "path").first() or set_units(user).first()
