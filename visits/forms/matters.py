"""What was heard on a visit: a tick, and a row for each matter."""

import copy
import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from visits.entries import MatterHeard

MOST_MATTERS = 10
FIRST = ("matter_text", "matter_reply")
LATER = re.compile(r"matter_(\d)_(?:text|reply)")


def row_names(number: int) -> tuple[str, str]:
    """The fields of a row; the first one bears no number."""
    return (f"matter_{number}_text", f"matter_{number}_reply") if number else FIRST


class MattersForm(forms.Form):
    """`row_added` among what was sent adds an empty row, for a browser without script."""

    has_matter = forms.BooleanField(label=_("听到诉求或问题"), required=False)
    matter_text = forms.CharField(
        label=_("反映的问题或诉求"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    matter_reply = forms.CharField(
        label=_("当场怎样解决的"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=_("没有当场解决的，留空，转入本单位诉求办理。"),
    )

    def add_matter_rows(self) -> None:
        """As many rows as were sent or are there from the start. Call it in `__init__`."""
        found = [LATER.fullmatch(name) for name in [*self.data, *self.initial]]
        last = max((int(match[1]) for match in found if match), default=0)
        last += "row_added" in self.initial
        self.matter_rows = [row_names(number) for number in range(min(last + 1, MOST_MATTERS))]
        for text, reply in self.matter_rows[1:]:
            self.fields[text] = copy.deepcopy(self.base_fields["matter_text"])  # type: ignore[attr-defined]
            self.fields[reply] = copy.deepcopy(self.base_fields["matter_reply"])  # type: ignore[attr-defined]
            self.fields[reply].help_text = ""
        for text, _reply in self.matter_rows:
            self.fields[text].hide_optional = True  # type: ignore[attr-defined]  # shown only where it is asked for

    def drop_matters(self) -> None:
        """The matters of a log that is there have pages of their own."""
        for name in ("has_matter", *[name for row in self.matter_rows for name in row]):
            del self.fields[name]

    @property
    def matter_lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows for the template."""
        return [(self[text], self[reply]) for text, reply in self.matter_rows]

    def check_matters(self) -> None:
        """An answer belongs to something."""
        if not self.cleaned_data.get("has_matter"):
            return
        for text, reply in self.matter_rows:
            if self._said(reply) and not self._said(text) and text not in self.errors:
                self.add_error(text, gettext("有答复的，请填写反映的问题。"))

    def heard(self) -> list[MatterHeard]:
        """What the action takes; a row left empty is no matter, unless all are (a tick says that something was)."""
        if not self.cleaned_data["has_matter"]:
            return []
        said = [(self._said(text), self._said(reply)) for text, reply in self.matter_rows]
        return [MatterHeard(text, bool(reply), reply) for text, reply in said if text] or [MatterHeard("")]

    def _said(self, name: str) -> str:
        return (self.cleaned_data.get(name) or "").strip()
