"""Forms on information items, their adoption, pay lists and the year."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import CadreField, FilterForm, LaidOut, UnitField, units_where
from accounts.models import Unit, UnitKind
from assessments.models import AdoptionLevel, InformationItem
from assessments.querysets.rewards import PAYERS, PROPOSAL_READERS
from assessments.querysets.sheets import KEEPERS
from assessments.selectors.officers import officers_for_choice
from assessments.selectors.rewards import OpenLevel, own_officer, unanswered_since
from assessments.selectors.rewards_year import YearLine, year_to_decide
from core.forms import DayField, long_text
from petitions.forms.rates import QUARTERS, YEARS_BACK
from petitions.selectors.rates import quarter_of

if TYPE_CHECKING:
    from accounts.models import User

NO_REPORT_ON_COLLEAGUES = gettext_lazy("报送群众关心的事、需要的帮助；不报送同事的言行。")


class ItemForm(LaidOut, forms.Form):
    """What an officer passes on: three fields. Who writes for the shift names the officer as well."""

    terms = {"text": "assessments.information"}
    officer = CadreField(label=gettext_lazy("报送人"))
    title = forms.CharField(label=gettext_lazy("题目"), max_length=60)
    text = long_text(gettext_lazy("反映的问题或者需要的帮助"), help_text=NO_REPORT_ON_COLLEAGUES)
    on = DayField(label=gettext_lazy("日期"))

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.own = own_officer(user, on=today)
        self.initial.setdefault("on", today)
        if self.own:
            del self.fields["officer"]
        else:
            self.fields["officer"].queryset = officers_for_choice(user, on=today)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        return {"officer": self.own, **self.cleaned_data}


class ItemEditForm(LaidOut, forms.ModelForm):
    text = long_text(gettext_lazy("反映的问题或者需要的帮助"), help_text=NO_REPORT_ON_COLLEAGUES)

    class Meta:
        model = InformationItem
        fields = ("title", "text")


class RefuseForm(LaidOut, forms.Form):
    reason = long_text(gettext_lazy("不采用的原因"), 3, help_text=gettext_lazy("反馈给报送人。"))


class TellForm(LaidOut, forms.Form):
    text = long_text(gettext_lazy("反馈内容"), 3, help_text=gettext_lazy("反馈给报送人：办理到哪一步，结果如何。"))


class AdoptForm(LaidOut, forms.Form):
    terms = {"code": "assessments.adoption_level"}
    code = forms.ChoiceField(label=gettext_lazy("采用层级"), widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("采用日期"), help_text=gettext_lazy("按当日施行的标准计奖。"))
    note = forms.CharField(
        label=gettext_lazy("采用情况"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如用于何处，反馈给报送人。"),
    )

    def __init__(self, *args: Any, levels: list[OpenLevel], today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(option.level.code, _level_label(option)) for option in levels]  # type: ignore[attr-defined]
        self.initial |= {"on": today, "code": levels[0].level.code if len(levels) == 1 else ""}


def _level_label(option: OpenLevel) -> str:
    words = {"level": option.level.name, "unit": option.unit.label, "amount": option.level.amount}
    return _("%(level)s（%(unit)s，%(amount)s元）") % words


class ReverseForm(LaidOut, forms.Form):
    reason = forms.CharField(label=gettext_lazy("撤销原因"), max_length=200)
    on = DayField(label=gettext_lazy("撤销日期"))


STATES: list[tuple[str, Any]] = [
    ("", gettext_lazy("全部")),
    ("adopted", gettext_lazy("已采用")),
    ("refused", gettext_lazy("未采用")),
    ("open", gettext_lazy("待反馈")),
    ("late", gettext_lazy("逾期未反馈")),
]


class ItemFilter(LaidOut, FilterForm):
    """What the ledger shows; it stands in the address."""

    since = DayField(label=gettext_lazy("自"), required=False)
    until = DayField(label=gettext_lazy("至"), required=False)
    name = forms.CharField(label=gettext_lazy("报送人"), required=False, max_length=40)
    level = forms.ChoiceField(label=gettext_lazy("采用层级"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("结果"), required=False, choices=STATES)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        names = dict(AdoptionLevel.objects.visible_to(user).order_by("-order").values_list("code", "name"))
        choices = [("", _("全部")), *reversed(names.items())]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        given = {
            "on__gte": data["since"],
            "on__lte": data["until"],
            "officer__name__icontains": data["name"].strip(),
        }
        rows = rows.filter(**{condition: value for condition, value in given.items() if value})
        if level := data["level"]:
            rows = rows.adopted_at(level)
        return self._in_state(rows, data["state"])

    def _in_state(self, rows: Any, state: str) -> Any:
        if state == "late":
            return rows.filter(pk__in=unanswered_since(self.user, on=self.today).order_by().values("pk"))
        narrowed = {"adopted": rows.adopted, "refused": rows.refused, "open": rows.unanswered}
        return narrowed[state]() if state in narrowed else rows


class LevelForm(LaidOut, forms.Form):
    unit = UnitField(label=gettext_lazy("适用单位（含下属）"))
    unit_kind = forms.ChoiceField(label=gettext_lazy("由哪类单位采用"), choices=UnitKind.choices)
    name = forms.CharField(label=gettext_lazy("层级名称"), max_length=40)
    amount = forms.DecimalField(label=gettext_lazy("奖金（元）"), min_value=0, max_digits=8, decimal_places=2)
    order = forms.IntegerField(
        label=gettext_lazy("由低到高的次序"), min_value=1, max_value=1000, help_text=gettext_lazy("层级越高数字越大。")
    )
    effective_from = DayField(label=gettext_lazy("施行日期"))

    def __init__(self, *args: Any, user: "User", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units(user, *KEEPERS)  # type: ignore[attr-defined]


def _units(user: "User", *roles: str) -> Any:
    return units_where(user, *roles).order_by("depth", "path")


def _years(today: datetime.date) -> list[tuple[int, str]]:
    return [(year, str(year)) for year in range(today.year, today.year - YEARS_BACK, -1)]


class PayListForm(LaidOut, forms.Form):
    """Which unit and quarter; the last quarter that is over stands there already."""

    unit = UnitField(label=gettext_lazy("单位（含下属）"), empty_label=None)
    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int)
    quarter = forms.TypedChoiceField(label=gettext_lazy("季度"), choices=QUARTERS, coerce=int)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units(user, *PAYERS)  # type: ignore[attr-defined]
        self.fields["year"].choices = _years(today)  # type: ignore[attr-defined]
        year, quarter = quarter_of(today)
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        self.initial |= {"year": year, "quarter": quarter}


class PayListFilter(LaidOut, FilterForm):
    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("全部")), *_years(today)]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        year = self.cleaned_data["year"]
        return rows.filter(year=year) if year else rows


class PaidForm(LaidOut, forms.Form):
    on = DayField(label=gettext_lazy("发放日期"))


class BestForm(LaidOut, FilterForm):
    """Of which unit and year the list is asked for."""

    unit = UnitField(label=gettext_lazy("单位（含下属）"), empty_label=None, required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = _units(user, *PROPOSAL_READERS)  # type: ignore[attr-defined]
        self.fields["year"].choices = _years(today)  # type: ignore[attr-defined]

    @property
    def asked(self) -> tuple[Unit | None, int]:
        """What was chosen; without a choice the topmost unit, and the year that the committee decides on next."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        unit = given.get("unit") or self.fields["unit"].queryset.first()  # type: ignore[attr-defined]
        return unit, given.get("year") or year_to_decide(unit, on=self.today)


class DecideForm(LaidOut, forms.Form):
    named = forms.TypedMultipleChoiceField(
        label=gettext_lazy("评为优秀的联络员"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=gettext_lazy("研究决定日期"))
    note = forms.CharField(label=gettext_lazy("会议名称和决定"), max_length=300)

    def __init__(self, *args: Any, lines: list[YearLine], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["named"].choices = [(line.officer, _line_label(line)) for line in lines]  # type: ignore[attr-defined]


def _line_label(line: YearLine) -> str:
    words = {"name": line.name, "unit": line.unit_name, "total": line.total, "adopted": line.adopted}
    return _("%(name)s（%(unit)s，合计%(total)s分，采用%(adopted)d条）") % words
