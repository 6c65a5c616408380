"""Setting an organisation up: the checklist, and steps that it does without."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.models import Unit
from accounts.views.base import Acting, FormPage
from core.errors import DomainError
from core.undo import Undo
from core.views import ActionView, PermittedMixin, say
from reports.actions.first_steps import resume_step, skip_step
from reports.actions.starting_over import start_over, start_over_problem
from reports.first_steps import all_steps, may_set_up, organisation_of
from reports.forms.first_steps import SkipForm, StartOverForm
from reports.models import SkippedStep, StepCode

# In the session: whoever is setting up is led back to the checklist from other pages.
SETTING_UP = "setting_up"


class SetsUp(Acting, PermittedMixin):
    """For administrators of a part of the tree, and whoever founds the first organisation."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def unit(self) -> Unit | None:
        return organisation_of(self.request.user)

    def permitted(self) -> bool:
        return may_set_up(self.request.user, self.unit)


class FirstStepsPage(SetsUp, TemplateView):
    """What is done, what comes next, what is left. As long as something is, other pages lead back here."""

    template_name = "reports/first_steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = all_steps(self.unit, on=self.today, may_start_over=self.request.user.is_superuser)
        if steps.left and not steps.is_running:
            self.request.session.setdefault(SETTING_UP, True)
        else:
            self.request.session.pop(SETTING_UP, None)
        return super().get_context_data(steps=steps, **kwargs)


class StartOver(Acting, ActionView):
    """Asks for the organisation's name before everything is taken back."""

    template_name = "components/confirm_page.html"
    form_class = StartOverForm
    success_url = reverse_lazy("reports:first_steps")
    success_message = gettext_lazy("已全部撤销，可以重新开始。")
    final = gettext_lazy("操作记录和工作日历仍然保留。")

    def permitted(self) -> bool:
        return self.request.user.is_superuser and Unit.objects.exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {
            "heading": _("重新开始"),
            "question": _(
                "删除已建立的组织，连同导入的单位、干部、联系点、联系户、结对，施行的制度和发出的邀请。不能恢复。"
            ),
            "consequences": [start_over_problem() or _("操作记录和工作日历仍然保留。")],
            "submit": _("全部撤销，重新开始"),
            "danger": True,
            "cancel_url": reverse("reports:first_steps"),
        }
        return super().get_context_data(**page, **kwargs)

    def act(self, form: Any) -> None:
        start_over(**form.cleaned_data, **self.stamp)


class OnStep(SetsUp):
    """One step of an organisation that is there."""

    @cached_property
    def step(self) -> StepCode:
        if self.kwargs["step"] not in StepCode.values or self.unit is None:
            raise Http404
        return StepCode(self.kwargs["step"])

    @property
    def organisation(self) -> Unit:
        if self.unit is None:
            raise Http404
        return self.unit


class StepSkip(OnStep, FormPage, ActionView):
    """Asks why."""

    form_class = SkipForm
    submit = gettext_lazy("暂不办理")
    lead_text = gettext_lazy("准备工作中不再提示这一步。")
    success_url = reverse_lazy("reports:first_steps")

    def get_parent(self) -> tuple[str, Any]:
        return reverse("reports:first_steps"), _("准备工作")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("暂不办理：%(step)s") % {"step": self.step.label}
        return super().get_context_data(**kwargs) | {"heading": heading}

    def act(self, form: Any) -> SkippedStep:
        return skip_step(self.organisation, self.step, **form.cleaned_data, on=self.today, **self.stamp)

    def get_success_message(self) -> str:
        return _("已记下：暂不办理“%(step)s”。") % {"step": self.step.label}

    def get_undo(self) -> Undo:
        return Undo(reverse("reports:step_resume", args=[self.step]))


class StepResume(OnStep, View):
    """A button: the step is left to do again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        try:
            resume_step(self.organisation, self.step, **self.stamp)
        except DomainError as error:
            return say(request, error.message, then="reports:first_steps", level="error")
        return say(request, _("已恢复“%(step)s”。") % {"step": self.step.label}, then="reports:first_steps")
