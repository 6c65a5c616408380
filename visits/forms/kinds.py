"""Forms of the kinds of contact work."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from visits.actions.kinds import FLAGS
from visits.models import VisitKind

LABELS = {
    "is_on_site": _("到现场"),
    "needs_target": _("须选走访对象"),
    "spans_days": _("可跨多日"),
    "is_meeting": _("会议活动"),
    "is_confidential": _("内容保密"),
}
HELP = {
    "is_on_site": _("本人到了现场，例如听课、进车间。报表中按到现场的走访统计。"),
    "needs_target": _("登记时必须选一个联系点、联系户或群众。"),
    "spans_days": _("可以填写结束日期，连续多日登记为一条记录。"),
    "is_meeting": _("登记时列在“会议活动”一组。"),
    "is_confidential": _("谈话内容加密保存，只有参加谈话的人和有权的上级能看。有记录以后不能再改。"),
}


class FlagsForm(LaidOut):
    """The flags as boxes with what they mean; `cleaned` takes them together."""

    def cleaned(self) -> dict[str, Any]:
        """What the action takes: `flags` only where they were asked for."""
        data: dict[str, Any] = dict(self.cleaned_data)  # type: ignore[attr-defined]
        flags = {flag: data.pop(flag) for flag in FLAGS if flag in data}
        return {**data, "flags": flags} if flags else data


class KindForm(FlagsForm, forms.Form):
    terms = {"is_on_site": "visits.on_site", "is_confidential": "visits.confidential"}
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如“听课”，登记走访时显示。"))
    code = forms.CharField(
        label=_("代码"),
        max_length=40,
        required=False,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("代码由小写字母、数字和下划线组成，以字母开头。"))],
        help_text=_("例如 lesson，制度文件按代码引用，保存后不能修改。不填的由系统编一个。"),
    )
    is_on_site = forms.BooleanField(label=LABELS["is_on_site"], help_text=HELP["is_on_site"], required=False)
    needs_target = forms.BooleanField(label=LABELS["needs_target"], help_text=HELP["needs_target"], required=False)
    spans_days = forms.BooleanField(label=LABELS["spans_days"], help_text=HELP["spans_days"], required=False)
    is_meeting = forms.BooleanField(label=LABELS["is_meeting"], help_text=HELP["is_meeting"], required=False)
    is_confidential = forms.BooleanField(
        label=LABELS["is_confidential"], help_text=HELP["is_confidential"], required=False
    )


class KindEditForm(FlagsForm, forms.ModelForm):
    """A shipped kind keeps its flags: rulebooks that come with the product count on them."""

    terms = {"is_on_site": "visits.on_site", "is_confidential": "visits.confidential"}

    class Meta:
        model = VisitKind
        fields = ["name", "order", *FLAGS]
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for flag in FLAGS if self.instance.is_shipped else ():
            del self.fields[flag]

    def _post_clean(self) -> None:
        """The action writes."""
