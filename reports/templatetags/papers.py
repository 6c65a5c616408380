"""A figure in a template as readers see it: {% load papers %}{{ place.coverage|figure:"rate" }}."""

from django import template

from reports.wording import Value, shown

register = template.Library()


@register.filter
def figure(value: Value, style: str = "number") -> str:
    return shown(value, style)
