"""Forms of what people say about the product itself."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut
from accounts.models import Feedback, FeedbackKind, FeedbackState
from core.forms import long_text

# Why who wrote it cannot be found out: said where one chooses.
REPLY_HELP = _("勾选后，系统管理员会看到您的姓名，办理情况会通知您。不勾选的，系统不记录是谁反映的。")


class FeedbackForm(LaidOut, forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=FeedbackKind.choices, widget=forms.RadioSelect)
    happened = long_text(
        _("遇到的情况"), 5, help_text=_("在做什么事时发生的，看到了什么。请不要写群众的姓名、电话和住址。")
    )
    expected = long_text(_("希望怎样"), 3, required=False)
    page = forms.CharField(
        label=_("所在页面"), max_length=200, required=False, help_text=_("您从哪个页面来，已自动填好，可以修改或清空。")
    )
    wants_reply = forms.BooleanField(label=_("希望得到答复"), required=False, initial=True, help_text=REPLY_HELP)

    def clean_page(self) -> str:
        """Only the path: behind the question mark there may be what somebody looked for."""
        return urlsplit(self.cleaned_data["page"]).path


class FeedbackAnswerForm(LaidOut, forms.ModelForm):
    state = forms.ChoiceField(label=_("状态"), choices=FeedbackState.choices[1:], widget=forms.RadioSelect)

    class Meta:
        model = Feedback
        fields = ["state", "answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"answer": _("希望得到答复的人会看到。")}

    def _post_clean(self) -> None:
        """The action writes."""


class FeedbackFilter(FilterForm):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("open", _("未办完")), *FeedbackState.choices]
    )
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *FeedbackKind.choices])

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["state"] == "open":
            rows = rows.open()
        elif asked["state"]:
            rows = rows.filter(state=asked["state"])
        return rows.filter(kind=asked["kind"]) if asked["kind"] else rows
