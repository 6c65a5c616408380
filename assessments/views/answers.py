"""Answering a survey without log-in: a code, one page, and thanks. Nothing here touches the session, so that no row of
it says when somebody answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from assessments.actions import surveys_answering
from assessments.forms.answers import AnswerCodeForm, AnswerForm
from assessments.models import AnswerToken
from core import clock
from core.errors import DomainError
from core.views import show_refusal
from petitions.limits import Allowance, address_of, give_back, take
from petitions.views.people import public

# A whole unit may share one address; codes that are right do not count.
WRONG_CODES = Allowance("answer", 60)
# The same for a code that was used, never existed, or is of a survey that is over: nobody learns which.
NO_SUCH = _("这个答题码已经使用、已经失效或者填写有误。如果您刚才已经提交，答卷已经收到，不需要再次填写。")
TOO_OFTEN = _("输入错误次数过多，请一小时后再试。")


def looked_up(request: HttpRequest, code: str) -> tuple[AnswerToken | None, bool]:
    """The token of a code, and whether its address may still try. A right and a wrong one cost the same."""
    at, address = clock.now(), address_of(request)
    may_try = take(WRONG_CODES, address, at=at)
    token = surveys_answering.find_token(code, on=clock.today())
    give_back(WRONG_CODES, address, at=at, times=1 if token else 0)
    return token, may_try


def ask_again(request: HttpRequest, *, may_try: bool = True) -> HttpResponse:
    """Says so on a page like any other: an answer of 404 would put an address with a code into the log."""
    words = {"form": AnswerCodeForm(), "refusal": NO_SUCH if may_try else TOO_OFTEN}
    return render(request, AskCode.template_name, words)


def sheet(request: HttpRequest, token: AnswerToken, form: AnswerForm, *, code: str, status: int = 200) -> HttpResponse:
    words = {"survey": token.pool.survey, "form": form, "code": code}
    return render(request, "assessments/public/sheet.html", words, status=status)


def first_sight(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet of a code."""
    token, may_try = looked_up(request, code)
    if token is None or not may_try:
        return ask_again(request, may_try=may_try)
    return sheet(request, token, AnswerForm(survey=token.pool.survey, pool=token.pool), code=code)


@public
class AskCode(FormView):
    """Where the code is typed in."""

    template_name = "assessments/public/code.html"
    form_class = AnswerCodeForm

    def form_valid(self, form: AnswerCodeForm) -> HttpResponse:
        return first_sight(self.request, form.cleaned_data["code"])


@public
class Scanned(View):
    """Behind the QR code of a slip."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return first_sight(request, code)


@public
class Send(View):
    """Takes in a sheet. What is refused comes back as it was filled in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Where a change of language leads from a sheet that came back."""
        return redirect("assessments:answer")

    def post(self, request: HttpRequest) -> HttpResponse:
        code = request.POST.get("code", "")[:40]
        token, may_try = looked_up(request, code)
        if token is None:
            return ask_again(request, may_try=may_try)
        form = AnswerForm(request.POST, survey=token.pool.survey, pool=token.pool)
        if not may_try:
            form.add_error(None, TOO_OFTEN)
            return sheet(request, token, form, code=code, status=429)
        return self._take_in(token, form, code) if form.is_valid() else sheet(request, token, form, code=code)

    def _take_in(self, token: AnswerToken, form: AnswerForm, code: str) -> HttpResponse:
        try:
            surveys_answering.answer(token, answers=form.answers, texts=form.texts)
        except DomainError as error:
            show_refusal(form, error)
            return sheet(self.request, token, form, code=code)
        return redirect("assessments:answer_done")


@public
class Done(TemplateView):
    """Thanks; the same for everybody."""

    template_name = "assessments/public/done.html"
