"""Forms of one or two fields."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField
from visits.entries import MatterHeard
from visits.forms.fields import FilesField


class PlainForm(forms.Form):
    """A form whose fields stand one under the other."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label=_("撤回原因"),
        max_length=200,
        help_text=_("撤回后记录仍保留，但不再计入任何统计。"),
        error_messages={"required": _("请填写撤回原因，例如“重复登记”。")},
    )


class FilesForm(PlainForm):
    attachments = FilesField(label=_("选择文件"), help_text=_("可以上传图片、PDF、DOCX、XLSX 文件。"))


class SolveForm(PlainForm):
    reply = forms.CharField(
        label=_("答复"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("怎样办理的，结果如何。"),
        error_messages={"required": _("请填写答复：怎样办理的，结果如何。")},
    )
    on = DayField(label=_("办结日期"), error_messages={"required": _("请填写办结日期。")})

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class MatterForm(PlainForm):
    """A matter that is entered after the visit was."""

    terms = {"matter_text": "visits.matter"}
    matter_text = forms.CharField(
        label=_("反映的问题或诉求"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请填写反映的问题或诉求。")},
    )
    matter_reply = forms.CharField(
        label=_("当场怎样解决的"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("没有当场解决的，留空，转入本单位诉求办理。"),
    )
    matter_promise = forms.CharField(label=_("承诺事项"), required=False, max_length=500)
    matter_due = DayField(label=_("办理时限"), required=False)

    def heard(self) -> MatterHeard:
        data = self.cleaned_data
        reply = data["matter_reply"].strip()
        return MatterHeard(data["matter_text"], bool(reply), reply, data["matter_promise"], data["matter_due"])
