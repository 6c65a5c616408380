"""What the people fill in, without log-in."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.files import CheckedFile
from petitions.actions.public import accused_in
from petitions.actions.receiving import LONGEST_TEXT, Incoming, Person
from petitions.models import RatingValue
from petitions.uploads import MOST_FILES
from visits.forms.fields import FilesField

NAMED, ANONYMOUS = "named", "anonymous"
FILES_HINT = _(
    "最多5个，每个不超过10MB。可以上传 JPG、PNG、WEBP 图片和 PDF、DOCX、XLSX 文件；照片中的拍摄位置会自动去除。"
)


def text_field(label: Any, *, rows: int = 4, required: str = "", **options: Any) -> forms.CharField:
    """A text of several lines; `required` is what is said when it is empty."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=options.pop("max_length", 2000),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required} if required else None,
        **options,
    )


class PlainForm(forms.Form):
    """`left_out`: names of files that were too large to be taken at all (petitions/uploads.py)."""

    def __init__(self, *args: Any, left_out: list[str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.left_out = left_out or []
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        for name in self.left_out:
            text = gettext("文件“%(name)s”过大，没有接收。每个文件不超过10MB，请缩小后再上传。") % {"name": name}
            self.add_error("attachments", text)
        return super().clean() or {}


class MatterForm(PlainForm):
    """The form of a unit. What is needed: the text, and whether one gives one's name."""

    text = text_field(
        _("您要反映什么"),
        rows=7,
        required=_("请填写您要反映的内容。"),
        max_length=LONGEST_TEXT,
        help_text=_("请写明时间、地点、事情经过和您的诉求。"),
    )
    place = forms.CharField(label=_("事情发生在哪里"), required=False, max_length=60)
    attachments = FilesField(most=MOST_FILES, label=_("图片或文件"), help_text=FILES_HINT)
    who = forms.ChoiceField(
        label=_("是否留下姓名"),
        choices=[(NAMED, _("留下姓名，便于联系和答复")), (ANONYMOUS, _("匿名"))],
        widget=forms.RadioSelect,
        initial=NAMED,
        help_text=_("无论哪种，都可以凭查询码查看办理进度和答复。"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选择留下姓名还是匿名。")),
    )
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=40, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("联系电话"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("住址"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "street-address"})
    )
    about = forms.BooleanField(label=_("反映的是本单位或其工作人员的问题"), required=False)
    about_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("被反映的单位"),
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": _("请从列表中选择单位。")},
    )
    about_name = forms.CharField(
        label=_("被反映人"), required=False, max_length=100, help_text=_("姓名、职务，知道多少写多少。")
    )
    # Nobody sees this field; who fills it in is a machine.
    website = forms.CharField(
        label=_("请不要填写此项"), required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, unit: Unit, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit
        for name in ("name", "about_unit"):
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]
        units = Unit.objects.open_on(today).filter(pk__in=[unit.pk, *unit.children.values_list("pk", flat=True)])
        self.fields["about_unit"].queryset = units.order_by("depth", "order", "pk")  # type: ignore[attr-defined]
        self.fields["about_unit"].initial = unit

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("who") == NAMED and not data.get("name", "").strip():
            self.add_error("name", gettext("请填写姓名；不愿留下姓名的，请选择“匿名”。"))
        return data

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            data: Any = self.data.copy()
            data["website"] = ""
            self.data = data
            raise forms.ValidationError(gettext("没有提交成功，请再点一次“提交”。"))
        return ""

    def incoming(self, channel: str) -> Incoming:
        """What was sent, as the actions take it. Of somebody anonymous nothing is kept that was typed all the same."""
        data = self.cleaned_data
        person = Person(data["name"], data["phone"], data["address"])
        accused = accused_in(self.unit, about=data["about_unit"], name=data["about_name"]) if data["about"] else ()
        return Incoming(
            channel=channel,
            text=data["text"],
            place=data["place"],
            people=(person,) if data["who"] == NAMED else (),
            accused=accused,
        )

    @property
    def uploads(self) -> list[CheckedFile]:
        return self.cleaned_data["attachments"]


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("回执上的12位字母和数字，例如“7K2M-9QXA-4TBE”，不分大小写。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填写回执上的查询码。")},
    )


class InformationForm(PlainForm):
    text = text_field(_("补充的内容"), rows=5, required=_("请填写补充的内容。"), max_length=LONGEST_TEXT)
    attachments = FilesField(most=MOST_FILES, label=_("图片或文件"), help_text=FILES_HINT)


class RateForm(PlainForm):
    value = forms.ChoiceField(
        label=_("您对答复是否满意"),
        choices=RatingValue.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选择满意、基本满意或不满意。")),
    )
    text = text_field(_("还有什么没有解决"), help_text=_("不满意的，请写明还有什么没有解决。"))


class ReopenForm(PlainForm):
    reason = text_field(_("还有什么没有解决"), required=_("请写明还有什么没有解决。"))


class WithdrawForm(PlainForm):
    reason = text_field(_("撤回的原因"), rows=3)


class ReviewForm(PlainForm):
    reason = text_field(_("申请的理由"), rows=5, required=_("请写明对处理意见哪里不服、为什么。"))
