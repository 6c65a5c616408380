"""What base.html needs and Django does not have."""

from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def repeat_block(context: template.Context, name: str) -> str:
    """What the page put into block `name`, a second time: <title> and <h1> say the same thing."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.render(context).strip()


@register.filter
def get_field(form: Any, name: str) -> Any:
    """The bound field `name` of a form, for the link from the error summary to the field."""
    return form[name]
