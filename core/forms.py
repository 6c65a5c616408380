"""Days, times and long texts in forms, and the forms that narrow the lists of the core."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit import names
from core.errors import DomainError
from core.files import CheckedFile, check_upload


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


# A day outside is a slip of the finger, and nothing can be reckoned with it: the lunar calendar is known for these
# years, and the first and the last year that there are have no eve or no day after.
YEARS = range(1910, 2090)


def check_year(day: datetime.date) -> None:
    """Raise ValidationError for a day in a year that nobody can mean."""
    if day.year not in YEARS:
        raise forms.ValidationError(forms.DateField.default_error_messages["invalid"], code="invalid")


class DayField(forms.DateField):
    """A calendar day, in a year that somebody can mean."""

    widget: Any = DateInput
    default_validators: ClassVar = [check_year]


class TimeField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour, as the browser's own picker gives them."""

    default_validators: ClassVar = [check_year]

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


def long_text(label: Any, rows: int = 4, *, most: int = 5000, **options: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WorkbookField(forms.FileField):
    """A filled-in workbook, checked by what is in it; cleans to a CheckedFile."""

    widget = forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    default_error_messages: ClassVar = {"required": _("请选择填好的表格。")}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile:  # type: ignore[override]
        try:
            checked = check_upload(super().clean(data, initial))
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
        if not checked.name.endswith(".xlsx"):
            raise forms.ValidationError(_("请上传 XLSX 表格。"))
        return checked


class AuditFilter(forms.Form):
    """Who did what to which object, when."""

    who = forms.CharField(label=_("操作人"), required=False, max_length=40)
    action = forms.CharField(label=_("操作"), required=False, max_length=80)
    object = forms.CharField(label=_("对象"), required=False, max_length=80)
    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("截止日期不能早于开始日期。"))
        return data

    def narrow(self, entries: Any) -> Any:
        data = self.cleaned_data
        if who := data["who"]:
            entries = entries.filter(
                Q(actor__name__icontains=who) | Q(actor__username=who) | Q(on_behalf_of__name__icontains=who)
            )
        if action := data["action"]:
            meant = [code for code, name in names().items() if action in str(name)]
            entries = entries.filter(Q(action=action) | Q(action__in=meant))
        if text := data["object"]:
            entries = entries.filter(Q(label__icontains=text) | Q(object_type=text) | Q(object_id=text))
        return entries.between(data["since"], data["until"])


class OutboxFilter(forms.Form):
    """Letters that wait, that went out, that were given up."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("waiting", _("待发送")), ("sent", _("已发送")), ("failed", _("发送失败"))],
    )

    def narrow(self, letters: Any) -> Any:
        state = self.cleaned_data["state"]
        return getattr(letters, state)() if state else letters
