"""The cells of a list: `{% load lists %}` in components/table.html."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from core.lists.columns import Column

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: template.Context, column: Column, row: Any) -> str:
    """What a column says about a row: its value, or what the list's template of cells makes of it. Nothing at all where
    there is nothing to say, so that a phone leaves the line out."""
    if not column.is_cell:
        return column.shown(row)
    table = context["table"]
    cells = get_template(table.cells).template  # type: ignore[attr-defined]
    with context.push(**{table.row_name: row, "cell": column.name}):
        return SafeString(cells.render(context).strip())
