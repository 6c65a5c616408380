"""Printing codes, and entering what is on a sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from assessments.forms.answers import AnswerForm
from assessments.paper_readings import Reading

# How many codes are printed at a time: a file of some seconds.
MOST_SLIPS = 200
LAYOUTS = [("slips", _("答题条（每页八张，裁开发放）")), ("sheets", _("整张问卷（含全部题目，可以用笔填写）"))]


class PrintForm(LaidOut, forms.Form):
    layout = forms.ChoiceField(label=_("式样"), choices=LAYOUTS, widget=forms.RadioSelect, initial="slips")
    most = forms.IntegerField(
        label=_("份数"),
        min_value=1,
        max_value=MOST_SLIPS,
        initial=MOST_SLIPS,
        help_text=_("一次最多200份；未领取的人少于这个数的，按实际人数打印。"),
    )
    to_all = forms.BooleanField(
        label=_("包括有账号的参加人"),
        required=False,
        help_text=_("有账号的可以自行在网上领取答题码。勾选后给他们发纸质的，网上不能再领。"),
    )


class PaperCodeForm(LaidOut, forms.Form):
    code = forms.CharField(
        label=_("票上的答题码"),
        max_length=300,
        help_text=_("可以用扫码枪扫描票上的二维码，也可以手工输入，不分大小写。"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """A scanner gives the whole address that stands in the picture."""
        return str(self.cleaned_data["code"]).rstrip("/").rpartition("/")[2]


class PaperForm(AnswerForm):
    """What stands on a sheet. Whatever was left blank is blank."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [*((code, words) for code, words in field.choices if code), ("", _("空白"))]
            field.required = False


def initial_of(first: Reading, second: Reading) -> dict[str, Any]:
    """The form filled in where two clerks read the same; where they differ the paper says."""
    differing = first.differences(second)
    marks = {key: given for key, given in first.answers.items() if key not in differing}
    return marks | {f"q{key}": text for key, text in first.texts.items() if key not in differing}
