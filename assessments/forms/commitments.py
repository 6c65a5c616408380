"""Forms of commitments (R19). What is written in them stands on a page that everybody may read."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import CadreField, FilterForm, LaidOut, UnitField
from accounts.models import Post, Unit
from accounts.selectors import cadres_for_choice
from core.forms import DayField, long_text
from core.wording import joined
from petitions.forms.people import text_field
from visits.actions.commitments import LONGEST_REMARK
from visits.models import Commitment, CommitmentRatingValue, CommitmentState, VisitLog
from visits.selectors.commitments import kept_units, names_in

if TYPE_CHECKING:
    from accounts.models import User

OVERDUE = "overdue"
EVIDENCE_OFFERED = 50


class CommitmentFilter(FilterForm):
    """`today` decides what is overdue; `user` and the rows, which units are offered."""

    q = forms.CharField(label=_("承诺事项"), required=False, max_length=40)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), *CommitmentState.choices, (OVERDUE, _("超过时限"))],
    )
    mine = forms.BooleanField(label=_("只看本人的"), required=False)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["q"]:
            rows = rows.filter(content__icontains=asked["q"])
        if asked["year"]:
            rows = rows.filter(year=asked["year"])
        if asked["mine"]:
            rows = rows.answered_by(self.user)
        if asked["state"] == OVERDUE:
            return rows.overdue(on=self.today)
        return rows.filter(state=asked["state"]) if asked["state"] else rows


class PublicTextForm(LaidOut, forms.Form):
    """A text that everybody will read: names of contacts are pointed out, and let through when somebody has looked.

    Set `public_field` to the text, and `self.near` to whose contacts are meant before it is cleaned.
    """

    public_field = "content"
    near: Unit | None = None
    is_checked = forms.BooleanField(
        label=_("已核对，不涉及群众姓名"),
        required=False,
        help_text=_("公示内容不得出现联系户、群众的姓名。系统提示有同名的，核对后勾选。"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get(self.public_field) or ""
        unit, is_checked = self.near or data.get("unit"), data.pop("is_checked", False)
        if text and unit and not is_checked and (names := names_in(text, unit)):
            message = gettext("文字中的“%(names)s”与登记的联系对象同名。是群众姓名的，请删去；不是的，勾选“已核对”。")
            self.add_error(self.public_field, message % {"names": joined(names)})
        return data


class CommitmentForm(PublicTextForm):
    """For who keeps a unit: of the unit, or of one of its members. For a member: their own."""

    terms = {"content": "assessments.commitment"}
    unit = UnitField(label=_("单位"), empty_label=None)
    cadre = CadreField(label=_("承诺党员"), required=False, empty_label=_("以单位名义承诺"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    content = long_text(
        _("承诺事项"),
        4,
        most=500,
        help_text=_("日常工作之外的具体实事：做什么，做到什么程度。公示后群众可见，请不要写联系户、群众的姓名。"),
        error_messages={"required": _("请填写承诺事项。")},
    )
    due = DayField(label=_("完成时限"))
    answers = CadreField(
        label=_("责任人"), required=False, empty_label=_("请选择"), help_text=_("党员承诺由本人负责，不必选择。")
    )
    rows = ["unit", ("cadre", "year"), "content", ("due", "answers"), "is_checked"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        kept = kept_units(user, on=today)
        self.fields["year"].initial = today.year
        self.fields["due"].initial = today.replace(month=12, day=31)
        if kept.exists():
            self._offer(kept | _own_units(user, today), today)
        else:
            self._offer_own(today)

    def _offer(self, units: QuerySet[Unit], today: datetime.date) -> None:
        self.fields["unit"].queryset = units.select_related("parent").distinct()
        cadres = cadres_for_choice(self.user, today)
        self.fields["cadre"].queryset = cadres.filter(is_party_member=True)
        self.fields["answers"].queryset = cadres

    def _offer_own(self, today: datetime.date) -> None:
        self.fields["unit"].queryset = _own_units(self.user, today).select_related("parent")
        del self.fields["cadre"], self.fields["answers"]
        self.rows = ["unit", "year", "content", "due", "is_checked"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return data if "cadre" in self.fields else {**data, "cadre": self.user.cadre, "answers": None}


def _own_units(user: "User", today: datetime.date) -> QuerySet[Unit]:
    posts = Post.objects.in_force(today).filter(cadre__in=user.access.cadre_ids)
    return Unit.objects.filter(pk__in=posts.order_by().values("unit"), closed_on=None)


class EditForm(PublicTextForm, forms.ModelForm):
    answers = CadreField(label=_("责任人"), empty_label=None)
    due = DayField(label=_("完成时限"))
    rows = ["content", ("due", "answers"), "is_checked"]

    class Meta:
        model = Commitment
        fields = ["content", "due"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.near = self.instance.unit
        self.fields["content"].widget.attrs["rows"] = 4
        if self.instance.cadre_id:
            del self.fields["answers"]
            self.rows = ["content", "due", "is_checked"]
        else:
            self.fields["answers"].queryset = cadres_for_choice(user, today)
            self.fields["answers"].initial = self.instance.answers_id

    def _post_clean(self) -> None:
        """The action writes."""


class PublishForm(LaidOut, forms.Form):
    on = DayField(label=_("公示日期"))


class ProgressForm(PublicTextForm):
    public_field = "text"
    text = long_text(
        _("进展"),
        4,
        most=1000,
        help_text=_("公示页上群众可见，请不要写联系户、群众的姓名。"),
        error_messages={"required": _("请填写进展情况。")},
    )
    on = DayField(label=_("日期"))
    rows = ["text", "on", "is_checked"]

    def __init__(self, *args: Any, commitment: Commitment, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.near = commitment.unit
        self.fields["on"].initial = today


class LogField(forms.ModelChoiceField):
    """One of one's recent visits, named with its day and kind."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} {obj.content[:30]}"


class FulfilForm(PublicTextForm):
    public_field = "result"
    result = long_text(
        _("兑现情况"),
        4,
        most=1000,
        help_text=_("做成了什么，群众得到什么。公示页上群众可见，请不要写联系户、群众的姓名。"),
        error_messages={"required": _("请填写兑现情况：做成了什么，群众得到什么。")},
    )
    on = DayField(label=_("完成日期"))
    evidence = LogField(
        VisitLog.objects.none(),
        label=_("佐证的走访记录"),
        required=False,
        empty_label=_("不选"),
        help_text=_("不公开，只供有权查看该走访记录的人员核对。"),
    )
    rows = ["result", "on", "evidence", "is_checked"]

    def __init__(self, *args: Any, user: "User", commitment: Commitment, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.near = commitment.unit
        self.fields["on"].initial = today
        people = [commitment.answers_id, *user.access.cadre_ids]
        logs = VisitLog.objects.visible_to(user).recorded().filter(participants__cadre__in=people)
        logs = logs.filter(last_day__gte=commitment.published_on).exclude(pk=commitment.log_id)
        keys = list(logs.order_by("-first_day").values_list("pk", flat=True).distinct()[:EVIDENCE_OFFERED])
        self.fields["evidence"].queryset = VisitLog.objects.filter(pk__in=keys).select_related("kind")


class WithdrawForm(LaidOut, forms.Form):
    reason = forms.CharField(
        label=_("撤销原因"),
        max_length=200,
        error_messages={"required": _("请填写撤销原因。")},
        help_text=_("撤销后不再公示，也不再计入承诺件数。"),
    )


class RatingForm(forms.Form):
    """What somebody without an account thinks of it."""

    value = forms.ChoiceField(
        label=_("您对这项承诺的兑现是否满意"),
        choices=CommitmentRatingValue.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选择满意、基本满意或不满意。")),
    )
    remark = text_field(
        _("意见"), rows=3, max_length=LONGEST_REMARK, help_text=_("不要填写姓名、电话；需要答复的事情请另行反映。")
    )
