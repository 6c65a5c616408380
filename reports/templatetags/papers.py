"""A figure in a template as readers see it: {% load papers %}{{ place.coverage|figure:"rate" }}."""

from django import template
from django.utils.translation import gettext as _

from reports.comparing import Compared
from reports.papers.briefs import Line
from reports.wording import Value, shown

register = template.Library()


@register.filter
def figure(value: Value, style: str = "number") -> str:
    return shown(value, style)


@register.filter
def compared_with(line: Line, compared: list[Compared]) -> str:
    """A figure's values of the periods before, with the names of these: 上季度 86.8%，上年同期 —."""
    words = _("%(period)s %(value)s")
    told = zip(compared, line.shown[1:], strict=True)
    return _("，").join(words % {"period": other.name, "value": value} for other, value in told)
