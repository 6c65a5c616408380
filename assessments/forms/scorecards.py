"""A scorecard as a form: its frame, a row for each criterion, a row for each band."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import LaidOut, UnitField, open_units
from accounts.models import Unit
from assessments.drafts import BandDraft, CriterionDraft, Draft, plain, problems
from assessments.forms.sources import source_choices, source_fields, source_of
from assessments.models import Subject
from assessments.querysets.sheets import KEEPERS
from core import periods
from core.forms import DayField

if TYPE_CHECKING:
    from accounts.models import User

MOST_CRITERIA, MOST_BANDS, SPARE_ROWS = 60, 20, 2
POINTS: dict[str, Any] = {"max_digits": 6, "decimal_places": 1, "min_value": 0}


class CriterionForm(forms.Form):
    """One row; a row that was left empty is none."""

    text = forms.CharField(label=gettext_lazy("项目"), max_length=100)
    points = forms.DecimalField(label=gettext_lazy("分值"), **POINTS)
    standard = forms.CharField(
        label=gettext_lazy("标准"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    of = forms.ChoiceField(label=gettext_lazy("数据来源"), required=False)

    def __init__(self, *args: Any, subject: str, names: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.fields["of"].choices = source_choices(subject)
        self.fields["of"].hide_optional = True
        self.fields |= source_fields(subject, names, leader=self.add_prefix("of"))

    def parameter_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith("of_")]

    def has_changed(self) -> bool:
        """A row in which nothing was written is spare, whatever the browser put into its lists."""
        written = ("text", "points", "standard", "of")
        return super().has_changed() and (not self.empty_permitted or any(self[name].data for name in written))

    @property
    def is_spare(self) -> bool:
        return self.empty_permitted and not self.has_changed()

    def draft(self) -> CriterionDraft:
        data = self.cleaned_data
        return CriterionDraft(data["text"], data["points"], data["standard"], source_of(data))


class BandForm(forms.Form):
    least = forms.DecimalField(label=gettext_lazy("不低于"), **POINTS)
    name = forms.CharField(label=gettext_lazy("等次"), max_length=20)
    reward = forms.DecimalField(
        label=gettext_lazy("奖励（元）"), required=False, max_digits=8, decimal_places=2, min_value=0
    )

    def draft(self) -> BandDraft:
        data = self.cleaned_data
        return BandDraft(data["least"], data["name"], data["reward"] or Decimal(0))


def _rows(form: type[forms.Form], most: int, *, can_order: bool = False) -> Any:
    return forms.formset_factory(
        form, extra=SPARE_ROWS, max_num=most, absolute_max=most, validate_max=True, can_delete=True, can_order=can_order
    )


CriterionRows, BandRows = _rows(CriterionForm, MOST_CRITERIA, can_order=True), _rows(BandForm, MOST_BANDS)


class ScorecardForm(LaidOut, forms.Form):
    """`draft` is the version that is changed. Its rows are `criteria` and `bands`."""

    terms = {"objection_days": "assessments.objection_days"}
    title = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    effective_from = DayField(
        label=gettext_lazy("施行日期"), help_text=gettext_lazy("某一季度的第一天。已启动考核的季度仍按原来的版本。")
    )
    total = forms.DecimalField(label=gettext_lazy("总分"), help_text=gettext_lazy("各项分值之和，用于核对。"), **POINTS)
    step = forms.DecimalField(
        label=gettext_lazy("分值单位"), help_text=gettext_lazy("建议分和核分都是它的倍数。"), **POINTS
    )
    self_days = forms.IntegerField(label=gettext_lazy("自评天数"), min_value=1, max_value=60)
    scoring_days = forms.IntegerField(label=gettext_lazy("评分天数"), min_value=1, max_value=60)
    confirming_days = forms.IntegerField(
        label=gettext_lazy("确认天数"), min_value=1, max_value=60, help_text=gettext_lazy("三项都从启动之日起计算。")
    )
    objection_days = forms.IntegerField(label=gettext_lazy("异议期（工作日）"), min_value=1, max_value=30)
    rows: ClassVar[list[Any]] = [
        "title",
        ("effective_from", "total", "step"),
        ("self_days", "scoring_days"),
        ("confirming_days", "objection_days"),
    ]

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.subject = draft.subject
        self.criteria = CriterionRows(
            self.data if self.is_bound else None,
            prefix="criteria",
            initial=[_criterion_initial(row) for row in draft.criteria],
            form_kwargs={"subject": draft.subject, "names": {}},
        )
        self.bands = BandRows(
            self.data if self.is_bound else None, prefix="bands", initial=[_band_initial(row) for row in draft.bands]
        )

    def is_valid(self) -> bool:
        valid = [super().is_valid(), self.criteria.is_valid(), self.bands.is_valid()]
        return all(valid) and self._is_sound()

    @property
    def has_wrong_rows(self) -> bool:
        rows = (*self.criteria.forms, *self.bands.forms)
        return self.is_bound and any(form.errors for form in rows)

    def forgive(self) -> None:
        """Shown again to add rows, not to find fault."""
        for form in (self, *self.criteria.forms, *self.bands.forms):
            form._errors = ErrorDict()

    def draft(self) -> Draft:
        names = ("title", "total", "step", "self_days", "scoring_days", "confirming_days", "objection_days")
        return Draft(
            subject=self.subject,
            criteria=tuple(form.draft() for form in self.kept()),
            bands=tuple(form.draft() for form in self.bands.forms if self._counts(self.bands, form)),
            **{name: self.cleaned_data[name] for name in names},
        )

    def kept(self) -> list[CriterionForm]:
        """Rows that were filled and not taken out, in the order that was asked for; new ones without one stand last."""
        forms_kept = [form for form in self.criteria.forms if self._counts(self.criteria, form)]
        return sorted(forms_kept, key=lambda form: form.cleaned_data.get("ORDER") or MOST_CRITERIA + 1)

    def _counts(self, rows: Any, form: Any) -> bool:
        return bool(form.cleaned_data) and form not in rows.deleted_forms

    def _is_sound(self) -> bool:
        """What is wrong with the whole is said where it can be mended."""
        kept = self.kept()
        for problem in problems(self.draft()):
            form: Any = kept[problem.number - 1] if problem.number else self
            field = "of" if problem.field == "source" else problem.field
            form.add_error(field if field in form.fields else None, problem.text)
        return not self.errors and not any(form.errors for form in kept)


def _criterion_initial(row: CriterionDraft) -> dict[str, Any]:
    values = {f"of_{name}": value for name, value in row.source.items() if name != "of"}
    return {
        "text": row.text,
        "points": plain(row.points),
        "standard": row.standard,
        "of": row.source.get("of", ""),
        **values,
    }


def _band_initial(row: BandDraft) -> dict[str, Any]:
    return {"least": plain(row.least), "name": row.name, "reward": row.reward or None}


def frame_initial(draft: Draft, on: datetime.date) -> dict[str, Any]:
    """The version as it is, from the next quarter on."""
    names = ("title", "total", "step", "self_days", "scoring_days", "confirming_days", "objection_days")
    values = {name: getattr(draft, name) for name in names}
    numbers = {name: plain(values[name]) for name in ("total", "step")}
    return values | numbers | {"effective_from": periods.quarter(on).next.start}


class AdoptForm(LaidOut, forms.Form):
    """Which of the shipped scorecards, for which unit, from when."""

    code = forms.ChoiceField(label=gettext_lazy("考核表"))
    unit = UnitField(label=gettext_lazy("适用单位"), help_text=gettext_lazy("对本单位和所属单位有效。"))
    effective_from = DayField(
        label=gettext_lazy("施行日期"), help_text=gettext_lazy("某一季度的第一天，最早为本季度。")
    )

    def __init__(self, *args: Any, user: "User", shipped: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        subjects = dict(Subject.choices)
        self.fields["code"].choices = [
            (code, _("%(title)s（%(subject)s）") % {"title": row.draft.title, "subject": subjects[row.draft.subject]})
            for code, row in shipped.items()
        ]
        kept: Q = user.access.within("path", *KEEPERS)
        self.fields["unit"].queryset = open_units(Unit.objects.filter(kept))


class OpenForm(LaidOut, forms.Form):
    """Which quarter."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2000, max_value=2089)
    quarter = forms.ChoiceField(
        label=gettext_lazy("季度"),
        choices=[
            (1, gettext_lazy("第一季度")),
            (2, gettext_lazy("第二季度")),
            (3, gettext_lazy("第三季度")),
            (4, gettext_lazy("第四季度")),
        ],
    )
    rows: ClassVar[list[Any]] = [("year", "quarter")]

    def clean_quarter(self) -> int:
        return int(self.cleaned_data["quarter"])
