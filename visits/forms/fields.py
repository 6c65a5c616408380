"""Form fields of visits and talks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contacts.selectors import Choice
from core.errors import DomainError
from core.files import ACCEPT, CheckedFile, check_upload
from visits.models import VisitKind


class KindField(forms.ModelChoiceField):
    """The kinds that are offered, in three groups."""

    def __init__(self, **options: Any):
        options.setdefault("error_messages", {"required": _("请选择走访形式。")})
        super().__init__(VisitKind.objects.offered(), label=_("走访形式"), empty_label=None, **options)

    def group(self) -> None:
        """Sort the choices into groups. Call it in the form's `__init__`; one query."""
        groups: dict[Any, list[tuple[Any, str]]] = {_("走访联系"): [], _("会议活动"): [], _("其他"): []}
        for kind in self.queryset:
            label = _("会议活动") if kind.is_meeting else _("走访联系") if is_visit(kind) else _("其他")
            groups[label].append((kind.pk, str(kind)))
        self.choices = [(label, kinds) for label, kinds in groups.items() if kinds]


def is_visit(kind: VisitKind) -> bool:
    return kind.needs_target or kind.is_on_site or kind.is_confidential


def asking(view: str) -> dict[str, str]:
    """The attributes of a select that asks the server for what somebody types (static/js/choose.js)."""
    return {"data-choose": "", "data-choose-url": f"{reverse(view)}?q="}


def values_in(form: forms.Form, name: str) -> list[str]:
    """What is in a field that takes several values, whether sent or given at the start."""
    data: Any = form.data
    return data.getlist(name) if form.is_bound else [str(value) for value in form.initial.get(name, [])]


class PickField(forms.MultipleChoiceField):
    """Any values; what they stand for is looked up by the form. `offer` says what is shown to pick from."""

    def valid_value(self, value: str) -> bool:
        return True

    def offer(self, choices: Iterable[Choice]) -> None:
        self.choices = [(choice.value, f"{choice.label} {choice.hint}") for choice in choices]


class TickField(PickField):
    """The same as boxes to tick, with the hint small under the name."""

    def __init__(self, **options: Any):
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def offer(self, choices: Iterable[Choice]) -> None:
        self.choices = [
            (choice.value, format_html('{}<br><span class="hint">{}</span>', choice.label, choice.hint))
            for choice in choices
        ]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, `most` at once, each checked by what is in it; cleans to a list of CheckedFile."""

    def __init__(self, *, most: int | None = None, **options: Any):
        self.most = most or settings.ATTACHMENTS_PER_RECORD
        widget = FilesInput(attrs={"accept": ACCEPT})
        super().__init__(widget=widget, required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:  # type: ignore[override]
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > self.most:  # before any of them is read
            most = {"most": self.most}
            raise forms.ValidationError(_("一条记录最多上传%(most)d个附件。") % most)
        try:
            return [check_upload(super(FilesField, self).clean(file)) for file in files if file]
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
