"""What templates need and Django does not have. A builtin of every template: no {% load %}."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from core import drafts, terms, undo, wording
from core.lists.page import filters_of

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


@register.filter
def term_of(field: Any) -> terms.Term | None:
    """The term of a regulation that a field asks for: `{% with term=field|term_of %}`."""
    return terms.of_field(field)


@register.filter
def is_narrowed(request: HttpRequest) -> bool:
    """Whether a list shows only what was asked for; if not, an empty list means that there is nothing yet."""
    return bool(filters_of(request.GET))


@register.filter
def box_id(field: Any) -> str:
    """Where a link to the field leads: its box, or the first of several."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def joined(parts: Any) -> str:
    """A list in the reader's language; a related set is read through its `all()`, so that a prefetched one serves."""
    return wording.joined(parts.all() if hasattr(parts, "all") else parts)


@register.filter
def with_note(text: Any, note: Any) -> str:
    """`{{ title|with_note:window }}`: 标题（时段）."""
    return wording.with_note(text, note)


@register.filter
def aside_of(message: Any) -> undo.Aside:
    """`{% with aside=message|aside_of %}`: the button beside a message, or why there is none."""
    return undo.aside_of(message)


@register.filter
def draft_key(user: Any) -> str:
    """`{{ user|draft_key }}`: with what this user's drafts are encrypted in the browser."""
    return drafts.draft_key(user)
