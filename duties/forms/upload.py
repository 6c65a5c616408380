"""Handing in a regulation."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.forms import DayField

MOST_BYTES = 500_000


class UploadForm(forms.Form):
    """The file, or the text of it (which the preview carries on), the unit it binds, and from when."""

    terms = {"start": "duties.start"}
    file = forms.FileField(
        label=gettext_lazy("制度文件"),
        required=False,
        help_text=gettext_lazy("YAML 文件，不超过500 KB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("适用单位"), widget=forms.Select(attrs={"data-choose": ""})
    )
    start = DayField(label=gettext_lazy("施行日期"))

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.administered_by(user).open_on(today).order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["start"].initial = today
        self.fields["file"].hide_optional = True  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("file", "source", "unit", "start")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload:
            data["source"] = self._read(upload)
        elif not data.get("source"):
            self.add_error("file", _("请选择制度文件。"))
        return data

    def _read(self, upload: Any) -> str:
        if upload.size > MOST_BYTES:
            self.add_error("file", _("文件过大，制度文件不超过500 KB。"))
            return ""
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("文件不是 UTF-8 编码的文本，请另存为 UTF-8 后重新选择。"))
            return ""

    def of_text(self) -> "UploadForm":
        """The same form without the file, for a text that comes from elsewhere."""
        del self.fields["file"]
        self.helper.layout = Layout("source", "unit", "start")
        return self

    @property
    def text(self) -> str:
        return str(self.cleaned_data["source"])

    def with_text(self) -> "UploadForm":
        """The same form, carrying the text that was handed in: a browser does not send a file twice."""
        data: Any = self.data
        self.data = data.copy()
        self.data["source"] = self.text  # type: ignore[index]
        return self
