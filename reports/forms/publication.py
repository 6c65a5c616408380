"""Forms of what a unit makes public (R10.8). What they take is read by everybody once it is approved."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import KEEPERS
from accounts.forms.base import LaidOut, UnitField, units_where
from accounts.models import Unit
from assessments.models import Survey, SurveyState
from contacts.models import Arrangement, ArrangementState
from core.forms import DayField, long_text
from core.periods import Period
from reports.models import ItemKind, PageHeading, PublicEdition, PublicPage
from reports.publication.numbers import closed_periods, offered
from visits.forms.fields import FilesField
from visits.models import Rota

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 8000
# What is asked beside title, days and text, by kind.
EXTRA = {
    ItemKind.NOTICE: ["attachments"],
    ItemKind.ROTA: ["rota"],
    ItemKind.SURVEY: ["survey"],
    ItemKind.ARRANGEMENT: ["arrangement"],
    ItemKind.FIGURES: ["period", "figures"],
}
TEXTS = {
    ItemKind.INTRODUCTION: _("单位职责、内设机构、办公地址和时间。"),
    ItemKind.NOTICE: _("每段一行。"),
    ItemKind.CHANNELS: _("可以写明接待地点、意见箱位置和开放时间；网上诉求表单和电话自动列出。"),
}


class PageForm(LaidOut, forms.Form):
    """`units` to choose from; None for a page that is there already."""

    unit = UnitField(label=_("单位"), empty_label=None)
    heading = forms.ChoiceField(label=_("页面名称"), choices=PageHeading.choices)
    slug = forms.SlugField(
        label=_("网址"),
        max_length=40,
        help_text=_("小写字母、数字和连字符，如 hekou。公开页的地址由此组成，印出二维码后不宜更改。"),
        error_messages={"invalid": _("只能使用字母、数字、连字符和下划线。")},
    )
    rows = ["unit", ("heading", "slug")]

    def __init__(self, *args: Any, user: "User", is_new: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["unit"].queryset = units_without_page(user)
        else:
            del self.fields["unit"]
            self.rows = [("heading", "slug")]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()


def units_without_page(user: "User") -> Any:
    return units_where(user, *KEEPERS).filter(public_page=None).order_by("path")


class EditionForm(LaidOut, forms.Form):
    """What an item says. `kind` decides what is asked; `edition` fills it in."""

    terms = {"is_checked": "reports.checked"}
    title = forms.CharField(label=_("标题"), max_length=80, error_messages={"required": _("请填写标题。")})
    rota = forms.ModelChoiceField(
        Rota.objects.none(),
        label=_("值班表"),
        empty_label=None,
        help_text=_("只列出已设为“向社会公示”的值班表。近两周的值班随值班表更新。"),
    )
    survey = forms.ModelChoiceField(
        Survey.objects.none(),
        label=_("调查评议"),
        empty_label=None,
        help_text=_("只列出已公布结果的。只公开合计，不公开分组、文字意见和对个人的评议。"),
    )
    arrangement = forms.ModelChoiceField(
        Arrangement.objects.none(),
        label=_("年度联系安排"),
        empty_label=None,
        help_text=_("只公开干部和联系点，不公开联系户和群众。"),
    )
    period = forms.ChoiceField(label=_("时段"), help_text=_("只能公布已经结束、与已公布数据不重叠的时段。"))
    figures = forms.MultipleChoiceField(
        label=_("公布的数据"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("提交审核时按当日数据固定。不足五的数字不公布。"),
        error_messages={"required": _("请至少选择一项数据。")},
    )
    text = long_text(_("正文"), 10, most=LONGEST, required=False)
    attachments = FilesField(label=_("附件"), help_text=_("只接受 PDF 文件。请先删去文件属性中的作者等信息。"))
    shown_from = DayField(label=_("公开起"), help_text=_("批准晚于这一天的，自批准当天起公开。"))
    shown_until = DayField(label=_("公开止"), required=False, help_text=_("不填表示一直公开，直到撤下。"))
    is_checked = forms.BooleanField(
        label=_("已核对，不涉及群众和信访事项"),
        required=False,
        help_text=_("不得出现联系户、群众、信访人的姓名、电话、住址和信访事项的内容。系统有提示的，核对后勾选。"),
    )

    def __init__(
        self,
        *args: Any,
        user: "User",
        page: PublicPage,
        kind: str,
        today: datetime.date,
        edition: PublicEdition | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.user, self.page, self.kind, self.today = user, page, ItemKind(kind), today
        self._keep(EXTRA.get(self.kind, []))
        if edition is None:
            self.initial |= {"shown_from": today, "title": self.usual_title()}
        else:
            self.initial |= self._values(edition)
        self.fields["text"].help_text = TEXTS.get(self.kind, _("可以不填。"))
        self.fields["text"].required = self.kind in (ItemKind.INTRODUCTION, ItemKind.NOTICE)
        self.fields["text"].error_messages["required"] = _("请填写正文。")

    def usual_title(self) -> str:
        return "" if self.kind == ItemKind.NOTICE else str(self.kind.label)

    def _keep(self, extra: list[str]) -> None:
        """Only what is asked of this kind, with its choices."""
        for name in {field for fields in EXTRA.values() for field in fields} - set(extra):
            del self.fields[name]
        for name in extra:
            if name != "attachments":
                getattr(self, f"_offer_{name}")(self.fields[name])
        above = [name for name in extra if name != "attachments"]
        below = [name for name in extra if name == "attachments"]
        self.rows = ["title", *above, "text", *below, ("shown_from", "shown_until"), "is_checked"]

    def _offer_rota(self, field: Any) -> None:
        field.queryset = Rota.objects.filter(_near(self.page.unit), is_public=True).not_over(self.today)

    def _offer_survey(self, field: Any) -> None:
        below = Survey.objects.filter(unit__path__startswith=self.page.unit.path, state=SurveyState.PUBLISHED)
        field.queryset = below.visible_to(self.user).order_by("-published_on", "-pk")

    def _offer_arrangement(self, field: Any) -> None:
        field.queryset = Arrangement.objects.filter(_near(self.page.unit), state=ArrangementState.PUBLISHED)

    def _offer_period(self, field: Any) -> None:
        field.choices = [(_code(period), str(period)) for period in closed_periods(self.today)]

    def _offer_figures(self, field: Any) -> None:
        field.choices = [(figure.code, figure.name) for figure in offered()]

    def _values(self, edition: PublicEdition) -> dict[str, Any]:
        values = {
            name: getattr(edition, name) for name in self.fields if hasattr(edition, name) and name != "attachments"
        }
        if edition.period_start and edition.period_end:
            values["period"] = _code(Period(edition.period_start, edition.period_end))
        return values

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if period := data.pop("period", ""):
            start, _between, end = period.partition("_")
            data |= {"period_start": datetime.date.fromisoformat(start), "period_end": datetime.date.fromisoformat(end)}
        return data


def _near(unit: Unit) -> Q:
    """Of the unit or what is below it."""
    return Q(unit__path__startswith=unit.path)


def _code(period: Period) -> str:
    return f"{period.start}_{period.end}"


class ApproveForm(LaidOut, forms.Form):
    has_checked = forms.BooleanField(
        label=_("已逐项核对以上内容和附件，同意向社会公开"),
        error_messages={"required": _("请逐项核对后勾选。")},
    )
