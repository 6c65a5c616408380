"""A chart in a template: {% load charts %}{% drawn chart %}."""

from django import template
from django.utils.safestring import SafeString

from reports.charts import Chart, svg

register = template.Library()


@register.simple_tag
def drawn(chart: Chart) -> SafeString:
    """The chart as the server draws it."""
    return svg(chart)
