"""组织评定 of all who were assessed, on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.verdicts import Decided
from assessments.models import AppraisalGrade
from assessments.selectors.circulation import Line

GRADES = [("", _("未评定")), *AppraisalGrade.choices]


class VerdictForm(forms.Form):
    """`lines`: who was assessed, without those that the user may not decide on."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.subject]
        for line in self.lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        key, given = line.subject.pk, line.verdict  # type: ignore[union-attr]
        grade = forms.ChoiceField(label=_("组织评定"), choices=GRADES, required=False)
        grade.initial = given.grade if given else ""
        reason = forms.CharField(label=_("理由"), max_length=300, required=False)
        reason.initial = given.reason if given else ""
        self.fields |= {f"grade-{key}": grade, f"reason-{key}": reason}

    def field_of(self, line: Line, part: str) -> Any:
        return self[f"{part}-{line.subject.pk}"]  # type: ignore[union-attr]

    @property
    def decided(self) -> list[Decided]:
        data = self.cleaned_data
        rows = (line.subject for line in self.lines)
        return [Decided(row, data[f"grade-{row.pk}"], data[f"reason-{row.pk}"]) for row in rows if row]
