"""Following a case by its code, and what the petitioner may do there. The case is held by the session; neither its key
nor its code stands in an address."""

import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from core import clock
from core.errors import DomainError
from core.views import show_refusal
from petitions.actions import deciding, people
from petitions.actions.public import take_step_once
from petitions.forms.people import CodeForm, InformationForm, PlainForm, RateForm, ReopenForm, ReviewForm, WithdrawForm
from petitions.limits import WRONG_CODES, address_of, give_back, take
from petitions.models import Case
from petitions.selectors.following import Followed, find, followed
from petitions.views.people import is_too_often, key_of, public

HELD, SAID = "petition_case", "petition_said"
# After this long without a new look the code is asked for again: the phone may have gone to somebody else.
HOLD = datetime.timedelta(hours=1)


@public
class Follow(FormView):
    """Asks for the code. A right one and a wrong one cost the same queries and the same hash, and go on to another
    page; too many wrong ones from one address in an hour end it for this hour, right ones too."""

    template_name = "petitions/public/follow.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        at, address = clock.now(), address_of(self.request)
        may_try = take(WRONG_CODES, address, at=at)
        case = find(form.cleaned_data["code"]) if may_try else None
        give_back(WRONG_CODES, address, at=at, times=1 if case else 0)
        self.request.session.cycle_key()
        self.request.session[HELD] = {"case": case.pk if case else 0, "until": (at + HOLD).timestamp()}
        self.request.session[SAID] = "" if case else "wrong" if may_try else "too_often"
        return redirect("petitions:public_case" if case else "petitions:follow")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = self.request.session.pop(SAID, "") if SAID in self.request.session else ""
        return super().get_context_data(refusal=REFUSALS.get(said, ""), **kwargs)


REFUSALS = {
    "wrong": gettext_lazy("没有找到这个查询码对应的事项。请对照回执检查后重新输入。"),
    "too_often": gettext_lazy("输入错误次数过多，请一小时后再试。"),
    "ended": gettext_lazy("请重新输入查询码。"),
}
DONE = {
    "add_information": gettext_lazy("已收到您补充的材料。"),
    "rate": gettext_lazy("已收到您的评价。"),
    "reopen": gettext_lazy("已要求重新办理，请留意办理进度。"),
    "withdraw": gettext_lazy("已撤回。"),
    "ask_review": gettext_lazy("已提交复查申请。"),
    "ask_re_review": gettext_lazy("已提交复核申请。"),
}


class HeldMixin:
    """`self.case`: the one whose code was entered. Without one, on to where it is entered."""

    request: HttpRequest

    @cached_property
    def case(self) -> Case | None:
        held = self.request.session.get(HELD) or {"case": 0, "until": 0}
        if held["until"] < clock.now().timestamp():
            return None
        return Case.objects.select_related("unit", "handling_unit").filter(pk=held["case"]).first()

    @cached_property
    def followed(self) -> Followed:
        assert self.case is not None
        return followed(self.case, on=clock.today())

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(*args, **kwargs) if self.case else self.ask_again()  # type: ignore[misc]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(*args, **kwargs) if self.case else self.ask_again()  # type: ignore[misc]

    def ask_again(self) -> HttpResponse:
        self.request.session[SAID] = "ended"
        return redirect("petitions:follow")


@public
class CaseByCode(HeldMixin, TemplateView):
    """Stages and dates, the answer, and what one may do next."""

    template_name = "petitions/public/case.html"
    http_method_names = ("get", "head")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = self.request.session.pop(SAID, "") if SAID in self.request.session else ""
        return super().get_context_data(followed=self.followed, case=self.case, said=DONE.get(said, ""), **kwargs)


@public
class Leave(View):
    """Forgets the case: for a phone or a computer that others use, too."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(HELD, None)
        return redirect("petitions:follow")


class StepByCode(HeldMixin, FormView):
    """One step of the petitioner. Not open any more (a letter of this morning, another window): back to the case."""

    template_name = "petitions/public/step.html"
    form_class: type[PlainForm]
    steps: tuple[str, ...] = ()
    heading: Any = ""
    lead: Any = ""
    submit: Any = gettext_lazy("提交")

    @property
    def step(self) -> str | None:
        return next((step for step in self.steps if step in self.followed.may), None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.case and self.step is None:
            return redirect("petitions:public_case")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"left_out": getattr(self.request, "left_out", [])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": self.heading, "lead_text": self.lead, "submit": self.submit}
        words["once_key"] = key_of(self.request)
        return super().get_context_data(followed=self.followed, **words, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if is_too_often(self.request):
            form.add_error(None, _("提交过于频繁，请一小时后再试。您填写的内容还在本页。"))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        at, step = clock.now(), self.step
        act = partial(self.act, form.cleaned_data, by=None, on=clock.today(), at=at)
        try:
            take_step_once(key_of(self.request), at=at, act=act)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        self.request.session[SAID] = step
        return redirect("petitions:public_case")

    def act(self, data: dict[str, Any], **when: Any) -> None:
        raise NotImplementedError


@public
class AddInformation(StepByCode):
    form_class = InformationForm
    steps = ("add_information",)
    heading = gettext_lazy("补充材料")

    def act(self, data: dict[str, Any], **when: Any) -> None:
        people.add_information(self.case, text=data["text"], files=data["attachments"], **when)


@public
class Rate(StepByCode):
    form_class = RateForm
    steps = ("rate",)
    heading = gettext_lazy("评价答复")
    lead = gettext_lazy("评价由您本人作出，任何工作人员都不能修改。")
    submit = gettext_lazy("提交评价")

    def act(self, data: dict[str, Any], **when: Any) -> None:
        people.rate(self.case, value=data["value"], text=data["text"], **when)


@public
class Reopen(StepByCode):
    form_class = ReopenForm
    steps = ("reopen",)
    heading = gettext_lazy("要求重新办理")

    def act(self, data: dict[str, Any], **when: Any) -> None:
        people.reopen(self.case, reason=data["reason"], **when)


@public
class Withdraw(StepByCode):
    form_class = WithdrawForm
    steps = ("withdraw",)
    heading = gettext_lazy("撤回事项")
    lead = gettext_lazy("撤回后不再办理。以后需要的，可以重新反映。")
    submit = gettext_lazy("撤回")

    def act(self, data: dict[str, Any], **when: Any) -> None:
        people.withdraw(self.case, reason=data["reason"], **when)


@public
class AskReview(StepByCode):
    form_class = ReviewForm
    steps = ("ask_review", "ask_re_review")
    submit = gettext_lazy("提交申请")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = _("申请复查") if self.step == "ask_review" else _("申请复核")
        self.lead = _("最迟%(day)s提出。") % {"day": date_format(self.followed.review_until, "DATE_FORMAT")}
        return super().get_context_data(**kwargs)

    def act(self, data: dict[str, Any], **when: Any) -> None:
        action = deciding.ask_review if self.step == "ask_review" else deciding.ask_re_review
        action(self.case, reason=data["reason"], **when)
