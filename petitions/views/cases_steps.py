"""Each step of a case is one page: the form that the step asks for, and the action that takes it."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.base import Acting, FormPage, Versioned
from core import clock
from core.keys import parse_words
from core.undo import ON_RECORD
from core.views import OnceMixin, TargetActionView
from petitions.access import actors_of
from petitions.forms.cases_table import STEP_PAGES, StepPage
from petitions.models import Case
from petitions.selectors.offices import handlers_to_name
from petitions.views.cases import CaseMixin
from petitions.workflow import BY_ACTION, allows

SHOWN = 20


class Step(CaseMixin, OnceMixin, Versioned, Acting, FormPage, TargetActionView):
    """`petitions/<pk>/<action>/`. 404 for what is no step, 403 for one that does not lie open to the user."""

    final = ON_RECORD

    @cached_property
    def page(self) -> StepPage:
        found = STEP_PAGES.get(self.kwargs["action"])
        if found is None:
            raise Http404
        return found

    def permitted(self) -> bool:
        case = self.target
        return bool(self.page) and allows(self.kwargs["action"], case.state, actors_of(self.request.user, case))

    @property
    def heading(self) -> Any:
        return BY_ACTION[self.kwargs["action"]].label

    submit = heading

    def get_lead_text(self) -> Any:
        return self.page.lead

    def get_form_class(self) -> Any:
        return self.page.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.target, "user": self.request.user, "today": self.today}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for name, label in self.page.labels.items():
            form.fields[name].label = label
        return form

    def act(self, form: Any) -> Any:
        return self.page.act(self.target, version=self.version, **self.stamp, **form.arguments())

    def get_success_message(self) -> str:
        return _("已%(step)s。") % {"step": self.heading}

    def get_success_url(self) -> str:
        """A step may take the case out of the user's sight (a recusal, an objection that was upheld)."""
        seen = Case.objects.visible_to(self.request.user).filter(pk=self.target.pk).exists()
        return self.target.get_absolute_url() if seen else reverse("petitions:cases")


@require_GET
def find_handlers(request: HttpRequest, pk: int) -> JsonResponse:
    """Cadres whose name holds `q` and who may be named to work on the case: never those whom it is about."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    if not actors_of(request.user, case):
        raise Http404
    found = handlers_to_name(case, on=clock.today(), text=parse_words(request.GET.get("q")))[:SHOWN]
    rows = [{"value": cadre.pk, "label": cadre.name, "note": _note(cadre)} for cadre in found]
    return JsonResponse(rows, safe=False)


def _note(cadre: Any) -> str:
    post = cadre.current_posts[0] if cadre.current_posts else None
    return f"{post.unit.label} {post.title}" if post else ""
