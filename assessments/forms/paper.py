"""Printing codes, and entering what is on a sheet."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from assessments.forms.answers import AnswerForm
from assessments.paper_readings import Reading

# How many codes are printed at a time: a file of some seconds.
MOST_SLIPS = 200
# No choice: so that nothing is ticked beforehand where the paper has to be asked.
NOT_CHOSEN = "?"
LAYOUTS = [("slips", _("答题条（每页八张，裁开发放）")), ("sheets", _("整张问卷（含全部题目，可以用笔填写）"))]


class PrintForm(LaidOut, forms.Form):
    layout = forms.ChoiceField(label=_("式样"), choices=LAYOUTS, widget=forms.RadioSelect, initial="slips")
    most = forms.IntegerField(
        label=_("份数"),
        min_value=1,
        max_value=MOST_SLIPS,
        initial=MOST_SLIPS,
        help_text=_("一次5至200份；未领取的人少于这个数的，按实际人数打印，剩余不足5人的一并打印。"),
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
    """What stands on a sheet. Whatever was left blank is blank; of what is `unsure` that is said, too."""

    def __init__(self, *args: Any, unsure: Collection[Any] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unsure = [name for name in self.fields if name in unsure]
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [*((code, words) for code, words in field.choices if code), ("", _("空白"))]
            field.required = False

    def clean(self) -> dict[str, Any]:
        for name in self.unsure:
            if isinstance(self.fields[name].widget, forms.RadioSelect) and name not in self.data:
                self.add_error(name, gettext("请对照原票选择一项；票上没有填写的，选择“空白”。"))
        return super().clean() or {}


def initial_of(first: Reading, second: Reading) -> dict[str, Any]:
    """The form filled in where two clerks read the same; where they differ the paper says."""
    differing = first.differences(second)
    marks = {key: NOT_CHOSEN if key in differing else given for key, given in (second.answers | first.answers).items()}
    return marks | {f"q{key}": text for key, text in first.texts.items() if key not in differing}
