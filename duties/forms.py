"""Narrowing the list of those who are behind; handing in a regulation."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.forms import DayField
from duties import selectors
from duties.models import Rule
from duties.querysets import AT_RISK, OVERDUE

MOST_BYTES = 500_000


class BehindFilter(forms.Form):
    """By unit (with those below), regulation, person, and how late."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("单位"),
        required=False,
        empty_label=gettext_lazy("全部"),
        widget=forms.Select(attrs={"data-choose": ""}),
    )
    rule = forms.ChoiceField(label=gettext_lazy("条款"), required=False)
    person = forms.CharField(label=gettext_lazy("责任人"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("已逾期")),
            ("risk", gettext_lazy("即将到期")),
            ("all", gettext_lazy("全部未完成")),
        ],
    )

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = selectors.units_for_filter(user)  # type: ignore[attr-defined]
        # A rule keeps its code from version to version: the list names each once.
        rules = Rule.objects.filter(kind="duty").order_by("version__rulebook__code", "order", "-version__number")
        named = {f"{book}:{code}": title for book, code, title in rules.values_list(*_RULE)}
        self.fields["rule"].choices = [("", _("全部"))] + [  # type: ignore[attr-defined]
            (key, f"{key.split(':')[1]} {title}") for key, title in named.items()
        ]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if data["unit"]:
            rows = rows.under(data["unit"].path)
        if data["rule"]:
            book, code = data["rule"].split(":")
            rows = rows.filter(rule__version__rulebook__code=book, rule__code=code)
        if data["person"]:
            rows = rows.filter(cadre__name__icontains=data["person"])
        wanted = {"": [OVERDUE], "risk": [AT_RISK]}.get(data["state"])
        return rows.filter(state__in=wanted) if wanted else rows


class BurdenFilter(forms.Form):
    """A stretch of days, and how many cadres make a burden."""

    start = DayField(label=gettext_lazy("自"), required=False)
    end = DayField(label=gettext_lazy("至"), required=False)
    least = forms.IntegerField(label=gettext_lazy("到访干部不少于（人）"), required=False, min_value=1, max_value=1000)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("截止日期不能早于开始日期。"))
        return data

    def narrow(self, points: Any) -> Any:
        data = self.cleaned_data
        start = data["start"] or self.today.replace(month=1, day=1)
        return selectors.with_burden(points, start, data["end"] or self.today).filter(cadres__gte=data["least"] or 10)


_RULE = ("version__rulebook__code", "code", "title")


class UploadForm(forms.Form):
    """The file, or the text of it (which the preview carries on), the unit it binds, and from when."""

    file = forms.FileField(
        label=gettext_lazy("制度文件"),
        required=False,
        help_text=gettext_lazy("YAML 文件，写法见制度文件说明。"),
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

    @property
    def text(self) -> str:
        return str(self.cleaned_data["source"])

    def with_text(self) -> "UploadForm":
        """The same form, carrying the text that was handed in: a browser does not send a file twice."""
        data: Any = self.data
        self.data = data.copy()
        self.data["source"] = self.text  # type: ignore[index]
        return self
