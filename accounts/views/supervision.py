"""Pages on which leader supervises what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.access import KEEPERS
from accounts.forms.base import EndForm
from accounts.forms.supervision import SupervisionForm, UnitLeaderForm
from accounts.models import Cadre, Supervision, Unit
from accounts.views.base import Acting, FormPage
from accounts.views.people import KeepsCadre
from core.undo import AGAIN
from core.views import OnceMixin, TargetActionView, UserFormMixin


class SupervisionCreate(OnceMixin, KeepsCadre, FormPage, UserFormMixin, TargetActionView):
    """On a leader's page: what they supervise."""

    model = Cadre
    form_class = SupervisionForm
    heading = _("登记分管")
    success_message = _("分管已登记。")
    final = _("填错的，请登记结束日期后重新登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": self.today}

    def act(self, form: Any) -> Supervision:
        return actions.add_supervision(self.target, **form.cleaned_data, **self.stamp)


class UnitLeaderCreate(OnceMixin, Acting, FormPage, UserFormMixin, TargetActionView):
    """On a unit's page: who supervises it. For keepers of some leader."""

    model = Unit
    form_class = UnitLeaderForm
    heading = _("登记分管领导")
    success_message = _("分管已登记。")
    final = _("填错的，请登记结束日期后重新登记。")

    def permitted(self) -> bool:
        return self.target.closed_on is None and self.request.user.access.has_role(*KEEPERS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": self.today}

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()

    def act(self, form: Any) -> Supervision:
        return actions.add_supervision(unit=self.target, **form.cleaned_data, **self.stamp)


class SupervisionEnd(KeepsCadre, FormPage, TargetActionView):
    """For those who keep the leader."""

    model = Supervision
    form_class = EndForm
    heading = _("结束分管")
    success_message = _("已登记结束日期。")
    final = AGAIN

    @property
    def cadre(self) -> Cadre:
        return self.target.leader

    def get_lead_text(self) -> Any:
        return str(self.target)

    def act(self, form: Any) -> Supervision:
        return actions.end_supervision(self.target, **form.cleaned_data, **self.stamp)
