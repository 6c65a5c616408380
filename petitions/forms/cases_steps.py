"""What each step of a case asks for. The rules stand in the actions; a form only parses."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from accounts.models import Unit
from core.forms import DayField
from petitions.actions import deciding
from petitions.actions.ending import CallBackWay
from petitions.actions.extending import pending_extension
from petitions.actions.pausing import Suspension
from petitions.forms.fields import KINDS, AccusedFields, PickCadresField, PlainUnitField, case_field, chosen
from petitions.models import Case, Letter, LetterKind, Opinion, RatingValue, ServiceWay, Urgency
from petitions.selectors.offices import handlers_to_name, units_to_hand_to
from petitions.workflow import CaseState
from visits.forms.fields import FilesField

if TYPE_CHECKING:
    from accounts.models import User

# An answer is written by its own step.
FOR_ISSUE = frozenset(set(LetterKind) - {LetterKind.ANSWER})
RATINGS = [("", _("未评价")), *RatingValue.choices]


def words(label: Any, hint: Any = "", *, rows: int = 4, most: int = 5000, required: bool = True) -> forms.CharField:
    """A box for some lines of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class StepForm(LaidOut, forms.Form):
    """A step without anything to say but its day. `arguments` is what the action is called with."""

    on = DayField(label=_("日期"), error_messages={"required": _("请填写日期。")})

    def __init__(self, *args: Any, case: Case, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case, self.user, self.today = case, user, today
        self.fields["on"].initial = today
        self.order_fields([name for name in self.fields if name != "on"] + ["on"])
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices that depend on the case and on who is asking."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RegisterForm(StepForm, AccusedFields):
    """Article 22, and article 30 for whom an accusation is about."""

    terms = {"accused_cadres": "petitions.accused", "kind": "petitions.kind", "urgency": "petitions.urgency"}
    kind = forms.ChoiceField(label=_("信访类型"), choices=KINDS, error_messages={"required": _("请选择信访类型。")})
    field = case_field()
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices)
    field_order = ("kind", "field", "urgency", "accused_cadres", "accused_unit", "accused_name", "on")

    def prepare(self) -> None:
        for name in ("kind", "field", "urgency"):
            self.fields[name].initial = getattr(self.case, name)
        self.order_fields(self.field_order)
        self.offer_accused()

    def arguments(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in ("on", "kind", "field", "urgency")}
        return data | {"accused": self.accused()}


class WithLetterForm(StepForm):
    with_letter = forms.BooleanField(label=_("同时出具告知书"), required=False, initial=True)


class ReasonStep(StepForm):
    reason = words(_("理由"), most=200)


class ObjectForm(ReasonStep):
    terms = {"reason": "petitions.objection"}


class NoteStep(StepForm):
    note = words(_("说明"))


class RulingStep(StepForm):
    ruling = words(_("裁定意见"))


class ResultStep(StepForm):
    result = words(_("处理结果"), _("做了什么，结果如何；信访人可以看到。"))


class SolveForm(ResultStep):
    """Solved on the spot; a case that waits to be registered gets its kind and number along with it."""

    terms = {"kind": "petitions.kind"}
    kind = forms.ChoiceField(label=_("信访类型"), choices=KINDS)
    field_order = ("result", "kind", "on")

    def prepare(self) -> None:
        self.fields["kind"].initial = self.case.kind
        if self.case.state != CaseState.RECEIVED:
            del self.fields["kind"]


class JoinForm(StepForm):
    to = forms.CharField(
        label=_("并入事项的编号"),
        max_length=40,
        help_text=_("例如：信〔2026〕5号。办理和答复随主件，信访人和编号各自保留。"),
    )

    def clean_to(self) -> Case:
        number = self.cleaned_data["to"].strip()
        found = Case.objects.visible_to(self.user).filter(number=number).exclude(pk=self.case.pk)
        if len(cases := list(found[:2])) != 1:
            raise forms.ValidationError(gettext("没有找到编号为“%(number)s”的事项，请核对。") % {"number": number})
        return cases[0]


class UnitStep(StepForm):
    terms = {"to": "petitions.forward"}
    to = PlainUnitField(label=_("接收单位"), empty_label=_("请选择"))
    request = words(_("办理要求"), required=False, rows=3)

    def prepare(self) -> None:
        self.fields["to"].queryset = units_to_hand_to(self.case)  # type: ignore[attr-defined]


class ForwardForm(UnitStep):
    with_letter = forms.BooleanField(label=_("同时出具转送告知书"), required=False, initial=True)


class CadresMixin:
    """A field `cadres_field` for cadres who may handle the case."""

    cadres_field = "cadres"

    def offer_handlers(self) -> None:
        field: Any = self.fields[self.cadres_field]  # type: ignore[attr-defined]
        field.ask(f"{reverse('petitions:find_handlers', args=[self.case.pk])}?q=")  # type: ignore[attr-defined]
        bound = self.is_bound  # type: ignore[attr-defined]
        sent = self.data.getlist(self.cadres_field) if bound else []  # type: ignore[attr-defined]
        field.offer_cadres(self.those(sent))

    def those(self, values: list[str]) -> Any:
        return chosen(values, handlers_to_name(self.case, on=self.today))  # type: ignore[attr-defined]


class AssignForm(CadresMixin, UnitStep):
    terms = {"to": "petitions.forward", "handlers": "petitions.handlers"}
    cadres_field = "handlers"
    due = DayField(label=_("报送结果的时限"), required=False, help_text=_("不填的，按规定的交办时限计算。"))
    handlers = PickCadresField(
        label=_("承办人"), required=False, help_text=_("接收单位的人员；不填的，由接收单位指定。")
    )

    def prepare(self) -> None:
        super().prepare()
        self.offer_handlers()

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"handlers": self.those(self.cleaned_data["handlers"])}


class HandlersForm(CadresMixin, StepForm):
    terms = {"cadres": "petitions.handlers"}
    cadres = PickCadresField(label=_("承办人"), help_text=_("取代原来指定的承办人。"))

    def prepare(self) -> None:
        self.offer_handlers()
        if not self.is_bound:
            now = [str(key) for key in self.case.handlers.filter(end=None).values_list("cadre", flat=True)]
            self.fields["cadres"].initial = now
            self.fields["cadres"].offer_cadres(self.those(now))  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"cadres": self.those(self.cleaned_data["cadres"])}


class RecuseForm(CadresMixin, StepForm):
    """Article 28: one cadre or one unit."""

    terms = {"cadre": "petitions.recuse"}
    cadre = PickCadresField(label=_("须回避的干部"), required=False)
    unit = PlainUnitField(label=_("或须回避的单位"), required=False, empty_label=_("无"))
    reason = words(_("理由"), most=200, rows=2)
    cadres_field = "cadre"

    def prepare(self) -> None:
        self.offer_handlers()
        self.fields["unit"].queryset = units_to_hand_to(self.case, also_own=True)  # type: ignore[attr-defined]

    def clean_cadre(self) -> Any:
        found = self.those(self.cleaned_data["cadre"])
        if len(found) > 1:
            raise forms.ValidationError(gettext("一次只登记一名干部，请分别登记。"))
        return found[0] if found else None


class CallForm(StepForm):
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("需要报到的单位"),
        widget=forms.SelectMultiple(attrs={"data-choose": ""}),
        error_messages={"required": _("请选择需要报到的单位。")},
    )
    request = words(_("需要各单位做什么"), rows=3)
    due = DayField(label=_("时限"), required=False)

    def prepare(self) -> None:
        self.fields["units"].queryset = units_to_hand_to(self.case)  # type: ignore[attr-defined]


class RefuseForm(ReasonStep):
    terms = {"legal_basis": "petitions.refusal"}
    legal_basis = words(_("法律政策依据"), _("写明条款。"), rows=2, required=False)


class LeadElsewhereForm(StepForm):
    terms = {"path": "petitions.legal_path"}
    path = words(_("应当通过的法定途径"), _("诉讼、仲裁、行政复议等，以及向哪个机关提出。"), rows=3)
    legal_basis = words(_("法律政策依据"), _("写明条款。"), rows=2, required=False)


class AskExtensionForm(ReasonStep):
    terms = {"days": "petitions.extension"}
    days = forms.IntegerField(label=_("延长天数"), min_value=1, max_value=3650)
    field_order = ("days", "reason", "on")

    def prepare(self) -> None:
        self.order_fields(self.field_order)


class GrantExtensionForm(AskExtensionForm):
    """As it was asked for, unless the head of the unit writes something else."""

    terms = {"days": "petitions.extension"}

    def prepare(self) -> None:
        super().prepare()
        asked = pending_extension(self.case)
        if asked is not None:
            self.fields["days"].initial = asked.data.get("days")
            self.fields["reason"].initial = asked.note


class SuspendForm(NoteStep):
    terms = {"why": "petitions.suspension"}
    why = forms.ChoiceField(label=_("中止原因"), choices=Suspension.choices)
    field_order = ("why", "note", "on")

    def prepare(self) -> None:
        self.order_fields(self.field_order)


class WaitForm(StepForm):
    terms = {"review_on": "petitions.waiting"}
    explanation = words(_("解释说明"), _("为什么暂时不能解决、条件是什么；信访人可以看到。"))
    review_on = DayField(label=_("再次研究日期"))


class AnswerForm(StepForm):
    text = words(_("答复内容"), _("写明办理情况和意见；信访人可以看到。"), rows=8, most=10_000)
    way = forms.ChoiceField(
        label=_("送达方式"),
        required=False,
        choices=[("", _("尚未送达")), *ServiceWay.choices],
        help_text=_("已经当面或网上答复的，一并登记。"),
    )
    note = forms.CharField(label=_("签收情况"), required=False, max_length=200)


class DecideForm(StepForm):
    """Article 32: nothing may be missing."""

    terms = {"opinion": "petitions.opinion", "remedy": "petitions.remedy"}
    request = words(_("信访人的诉求"), rows=3)
    facts = words(_("查明的事实和理由"), rows=6, most=10_000)
    opinion = forms.ChoiceField(label=_("处理意见"), choices=Opinion.choices, widget=forms.RadioSelect)
    text = words(_("具体意见"), _("怎样办理、何时办结。"), rows=4, required=False)
    legal_basis = words(_("法律政策依据"), _("写明法律、法规、规章或政策的名称和条款。"), rows=3)
    remedy = words(_("救济途径"), _("向哪个机关、在收到之日起多少日内提出复查（复核）申请。"), rows=3)

    def prepare(self) -> None:
        self.fields["request"].initial = self.case.text


class ServeForm(StepForm):
    """The proof that a letter arrived; the next limit runs from its day."""

    terms = {"way": "petitions.service"}
    letter = forms.ModelChoiceField(Letter.objects.none(), label=_("文书"), empty_label=None)
    way = forms.ChoiceField(label=_("送达方式"), choices=ServiceWay.choices)
    note = forms.CharField(label=_("签收情况"), required=False, max_length=200, help_text=_("例如：本人签收。"))
    kinds: tuple[str, ...] = ()

    def prepare(self) -> None:
        letters = self.case.letters.filter(service=None)
        self.fields["letter"].queryset = letters.filter(kind__in=self.kinds) if self.kinds else letters  # type: ignore[attr-defined]


class ServeDecisionForm(ServeForm):
    terms = {"way": "petitions.service"}
    kinds = ("decision",)


class ServeReviewForm(ServeForm):
    terms = {"way": "petitions.service"}
    kinds = ("review", "re_review")


class CallBackForm(StepForm):
    way = forms.ChoiceField(label=_("回访方式"), choices=CallBackWay.choices, widget=forms.RadioSelect)
    note = words(_("回访情况"), _("信访人怎样说；不要写姓名和联系方式。"))
    rating = forms.ChoiceField(label=_("信访人的评价"), choices=RATINGS, required=False)

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"rating": self.cleaned_data["rating"] or None}


class RateForm(StepForm):
    value = forms.ChoiceField(label=_("信访人的评价"), choices=RatingValue.choices, widget=forms.RadioSelect)
    text = words(_("还有什么没有解决"), rows=3, required=False)


class InformationForm(StepForm):
    text = words(_("补充的内容"))
    material = FilesField(label=_("材料"), help_text=_("可以上传图片、PDF、DOCX、XLSX 文件。"))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"on": data["on"], "text": data["text"], "files": data["material"]}


class IssueLetterForm(StepForm):
    """A notice that no step has written, or one anew; letters that decide are written by their step."""

    kind = forms.ChoiceField(
        label=_("文书"), choices=[(kind.value, kind.label) for kind in deciding.NOTICES if kind in FOR_ISSUE]
    )
    text = words(_("正文"), _("受理告知书可以不填。"), rows=5, required=False)
    legal_basis = words(_("法律政策依据"), rows=2, required=False)


class ServeNoticeForm(ServeForm):
    kinds = deciding.NOTICES


class HearingForm(StepForm):
    terms = {"note": "petitions.hearing"}
    note = words(_("说明"), required=False)
