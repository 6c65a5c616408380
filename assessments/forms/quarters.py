"""Forms of quarters and score sheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import FilterForm, LaidOut
from assessments.actions.scoring import Given, lines_of
from assessments.models import QuarterlyAssessment, Score, ScoreSheet, SheetState, Subject
from assessments.selectors.quarters import late
from assessments.selectors.sheet_page import source_of
from core.forms import WorkbookField, long_text

if TYPE_CHECKING:
    import datetime

    from accounts.models import User


@dataclass(frozen=True)
class FormLine:
    """One criterion with its boxes, for the template."""

    line: Score
    source: str
    score: Any
    reason: Any = None


class LinesForm(forms.Form):
    """A box for the score of each criterion, named score_1, score_2 …, and one for the reason where one is asked."""

    asks_reason = False

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sheet, self.lines = sheet, lines_of(sheet)
        for line in self.lines:
            self._add_boxes(line, sheet.assessment.version.step)

    def _add_boxes(self, line: Score, step: Decimal) -> None:
        number = line.criterion.number
        box = forms.NumberInput(attrs={"step": str(step), "min": "0", "max": str(line.points), "inputmode": "decimal"})
        words = {"number": number, "text": line.criterion.text}
        self.fields[f"score_{number}"] = forms.DecimalField(
            label=gettext("第%(number)d项“%(text)s”得分") % words,
            max_digits=6,
            decimal_places=1,
            required=False,
            initial=self.first_score(line),
            widget=box,
        )
        if self.asks_reason:
            self.fields[f"reason_{number}"] = forms.CharField(
                label=gettext("第%(number)d项“%(text)s”扣分原因") % words,
                max_length=300,
                required=False,
                initial=line.reason,
            )

    def first_score(self, line: Score) -> Decimal | None:
        """What stands in the box at first."""
        return line.points if line.proposed is None else line.proposed

    @property
    def form_lines(self) -> Iterator[FormLine]:
        for line in self.lines:
            number = line.criterion.number
            reason = self[f"reason_{number}"] if self.asks_reason else None
            yield FormLine(line, source_of(line), self[f"score_{number}"], reason)

    def given(self) -> dict[int, Given]:
        """What was typed, as the actions take it."""
        data = self.cleaned_data
        numbers = [line.criterion.number for line in self.lines]
        return {n: Given(data[f"score_{n}"], data.get(f"reason_{n}", "")) for n in numbers}


class SelfScoreForm(LinesForm):
    pass


class ScoreForm(LinesForm):
    asks_reason = True

    def first_score(self, line: Score) -> Decimal | None:
        """What was scored before it was sent back; the proposal; of a judged one what the assessed gave themselves."""
        if line.score is not None:
            return line.score
        judged = line.points if line.self_score is None else line.self_score
        return judged if line.proposed is None else line.proposed


class RuleForm(LinesForm):
    """What is left as it is stays."""

    asks_reason = True
    is_upheld = forms.TypedChoiceField(
        label=_("处理结果"),
        choices=[("yes", _("异议成立")), ("no", _("异议不成立"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    ruling = long_text(_("处理意见"), 3, most=2000)

    def first_score(self, line: Score) -> Decimal | None:
        return line.score


class StepForm(LaidOut, forms.Form):
    """Nothing but the button."""


class ObjectForm(LaidOut, forms.Form):
    text = long_text(
        _("异议和理由"),
        5,
        help_text=_("写明对哪一项有异议、事实和理由。只有处理异议的领导和督查人员可以看到。"),
        most=2000,
    )


class ChosenSheetsForm(forms.Form):
    """Ticks before sheets: "sheet" holds "key:total", so that what changed since the page was drawn is noticed."""

    sheet = forms.MultipleChoiceField(
        label=_("考核表"), error_messages={"required": _("请至少勾选一张考核表。")}, required=True
    )

    def __init__(self, *args: Any, sheets: Iterable[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("sheet") if self.is_bound else []
        self.fields["sheet"].choices = [(value, value) for value in sent if _parsed(value)]  # type: ignore[attr-defined]

    def expected(self) -> dict[int, Decimal]:
        parsed = [_parsed(value) for value in self.cleaned_data["sheet"]]
        return {found[0]: found[1] for found in parsed if found}


def _parsed(value: str) -> tuple[int, Decimal] | None:
    key, _colon, total = value.partition(":")
    try:
        return int(key), Decimal(total)
    except (ValueError, ArithmeticError):
        return None


class ImportForm(LaidOut, forms.Form):
    file = WorkbookField(label=_("填好的考核表"))


class QuarterFilter(LaidOut, FilterForm):
    year = forms.TypedChoiceField(label=_("年份"), required=False, coerce=int, empty_value=None)
    subject = forms.ChoiceField(label=_("考核对象"), required=False, choices=[("", _("全部")), *Subject.choices])
    open = forms.BooleanField(label=_("只看未归档"), required=False)

    def __init__(self, *args: Any, user: "User", **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = QuarterlyAssessment.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", _("全部")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        rows = rows.filter(year=data["year"]) if data["year"] else rows
        rows = rows.filter(scorecard__subject=data["subject"]) if data["subject"] else rows
        return rows.filter(closed_on=None) if data["open"] else rows


class SheetFilter(LaidOut, FilterForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *SheetState.choices])
    unit = forms.CharField(label=_("单位"), required=False, max_length=40)
    name = forms.CharField(label=_("姓名"), required=False, max_length=40)
    late = forms.BooleanField(label=_("只看逾期"), required=False)

    def __init__(self, *args: Any, today: "datetime.date", **kwargs: Any):
        self.today = today
        super().__init__(*args, **kwargs)

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        rows = rows.filter(state=data["state"]) if data["state"] else rows
        rows = rows.filter(home__name__icontains=data["unit"]) if data["unit"] else rows
        rows = rows.filter(cadre__name__icontains=data["name"]) if data["name"] else rows
        return rows.filter(late(self.today)) if data["late"] else rows
