"""What a rollup is asked for, in the address of its page."""

import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PATH_STEP, Unit, User
from core import periods
from core.forms import DayField
from core.periods import Period
from duties import selectors as duties
from reports.asking import Organised, Question
from reports.comparing import Against
from reports.figures import BY_CODE, FIGURES, GROUPS
from visits.models import VisitKind

USUAL_FIGURE = "visit_people"
# Ten years: nobody reads more in one table, and a chart of it could not be drawn.
MOST_DAYS = 3653
IS_PATH = rf"^([0-9]{{{PATH_STEP - 1}}}/)*\Z"


class QuestionForm(forms.Form):
    """The parts of a Question; what is missing or no good is as usual: this quarter, the tree as it is now."""

    start = DayField(label=gettext_lazy("起始日期"), required=False)
    end = DayField(label=gettext_lazy("截止日期"), required=False)
    organised = forms.ChoiceField(label=gettext_lazy("隶属关系"), required=False, choices=Organised.choices)
    rule: forms.Field = forms.CharField(required=False, max_length=200)
    kind: forms.Field = forms.CharField(required=False, max_length=40)
    under = forms.CharField(
        required=False, max_length=255, widget=forms.HiddenInput, validators=[RegexValidator(IS_PATH)]
    )

    def __init__(self, data: Any, *, unit: Unit, today: datetime.date):
        quarter = periods.quarter(today)
        days = {} if data.get("start") or data.get("end") else {"start": quarter.start, "end": quarter.end}
        usual = {"unit": unit.pk, "organised": Organised.NOW, "figure": USUAL_FIGURE}
        super().__init__({**usual, **days, **dict(data.items())})
        self.about, self.today = unit, today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("截止日期不能早于开始日期。"))
        elif data.get("start") and data.get("end") and (data["end"] - data["start"]).days > MOST_DAYS:
            self.add_error("end", _("时段不能超过十年。"))
        return data

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What is asked for and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def period(self) -> Period:
        start, end = self.asked.get("start"), self.asked.get("end")
        if start and end:
            return periods.named(start, end)
        if start and 0 <= (self.today - start).days <= MOST_DAYS:
            return Period(start, self.today)
        return periods.quarter(self.today)

    @property
    def organised_label(self) -> Any:
        return Organised(self.question.organised).label

    @cached_property
    def question(self) -> Question:
        given = {name: self.asked.get(name, "") for name in ("rule", "kind", "under")}
        return Question(self.about, self.period, self.asked.get("organised", Organised.NOW), **given)


class RollupForm(QuestionForm):
    """The same with everything that can be chosen; `figure` is what the charts show."""

    terms = {"organised": "reports.organised"}
    unit = forms.ChoiceField(label=gettext_lazy("单位"), required=False)
    rule = forms.ChoiceField(label=gettext_lazy("条款（责任落实）"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("走访形式（走访）"), required=False)
    against = forms.ChoiceField(label=gettext_lazy("比较"), required=False, choices=Against.choices)
    figure = forms.ChoiceField(label=gettext_lazy("图表指标"), required=False)
    field_order = ("unit", "start", "end", "organised", "against", "rule", "kind", "figure", "under")

    def __init__(self, data: Any, *, user: User, unit: Unit, today: datetime.date):
        super().__init__(data, unit=unit, today=today)
        near = duties.units_near(user, str(unit.pk))
        self._offer("unit", [(found.pk, str(found)) for found in near])
        named = {f"{book}:{code}": title for book, code, title in duties.rules_owed_under(user)}
        rules = [(key, f"{key.split(':')[1]} {title}") for key, title in named.items()]
        self._offer("rule", [("", _("全部")), *rules])
        kinds = VisitKind.objects.values_list("code", "name")
        self._offer("kind", [("", _("全部形式")), *kinds])
        self._offer("figure", _figures_by_group())
        self.fields["unit"].widget.attrs["data-choose"] = ""

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def charted(self) -> Any:
        return BY_CODE[self.asked.get("figure", USUAL_FIGURE)]


def _figures_by_group() -> list[Any]:
    return [
        (name, [(figure.code, figure.name) for figure in FIGURES if figure.group == group])
        for group, name in GROUPS.items()
    ]


class RollupExportForm(forms.Form):
    """What the workbook is for."""

    terms = {"purpose": "reports.purpose"}
    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=100, help_text=gettext_lazy("用途随导出记录留存备查。")
    )
