"""Pages of delegates (R8): their groups, activities, what they sent up; and for everybody, how they may be reached."""

from typing import Any

from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from accounts.models import Group, Unit
from accounts.views.base import Acting, FormPage
from assessments.forms import delegates as forms
from assessments.selectors import delegates as selectors
from assessments.selectors.commitments import form_address
from core import clock
from core.undo import ON_RECORD
from core.views import ActionView, OnceMixin, PostActionView, TargetActionView, VisibleMixin
from petitions.views.people import public
from visits.actions import delegates as actions
from visits.actions.volunteers import members_on
from visits.models import DelegateContact, VisitLog


class Delegates(Acting, TemplateView):
    template_name = "assessments/delegates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        contact = DelegateContact.objects.filter(cadre=user.cadre).first() if user.cadre else None
        return super().get_context_data(
            lines=selectors.group_lines(user, on=self.today),
            is_delegate=actions.is_delegate(user.cadre, on=self.today),
            contact=contact,
            **kwargs,
        )


class GroupPage(Acting, VisibleMixin, DetailView):
    template_name = "assessments/delegates_group.html"
    context_object_name = "group"

    def get_queryset(self) -> Any:
        return selectors.groups_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group, user = self.object, self.request.user
        delegates = selectors.delegates_of(group, user, on=self.today)
        return super().get_context_data(
            delegates=delegates,
            activities=selectors.activities_of(group, user),
            sent_up=selectors.sent_up_by(group.unit, user),
            may_record=actions.may_record(user, group, on=self.today),
            is_published=any(delegate.contact for delegate in delegates),
            **kwargs,
        )


class Activity(OnceMixin, Acting, FormPage, TargetActionView):
    form_class = forms.ActivityForm
    heading = _("登记党代表活动")
    success_message = _("已登记，小组和参加的党代表的职责随之计算。")
    final = ON_RECORD
    target: Group

    def get_queryset(self) -> Any:
        return selectors.groups_of(self.request.user)

    def permitted(self) -> bool:
        return actions.may_record(self.request.user, self.target, on=self.today)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:delegates_group", args=[self.target.pk]), self.target

    def get_success_url(self) -> str:
        return self.get_parent()[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        members = members_on(self.target, self.today)
        return {**super().get_form_kwargs(), "members": members, "today": self.today}

    def act(self, form: Any) -> VisitLog:
        return actions.record_activity(self.target, **form.cleaned_data, **self.stamp)


class Contact(Acting, FormPage, ActionView):
    """A delegate's own text; nobody writes it for them."""

    form_class = forms.ContactForm
    heading = _("公布联系方式")
    submit = _("同意并公布")
    success_message = _("已公布。")
    final = _("填错的，可以重新填写或者撤回。")
    success_url = reverse_lazy("assessments:delegates")

    def permitted(self) -> bool:
        user = self.request.user
        return user.acting_for is None and actions.is_delegate(user.cadre, on=self.today)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:delegates"), _("党代表")

    def get_initial(self) -> dict[str, Any]:
        contact = DelegateContact.objects.filter(cadre=self.request.user.cadre).first()
        return {"text": contact.text} if contact else {}

    def act(self, form: Any) -> DelegateContact:
        return actions.publish_contact(cadre=self.request.user.cadre, **form.cleaned_data, **self.stamp)


class TakeBack(Acting, PostActionView):
    """A button: the own text is gone."""

    model = DelegateContact
    success_message = _("已撤回，不再公布。")
    final = _("需要的，可以再次公布。")
    success_url = reverse_lazy("assessments:delegates")

    def act(self, obj: DelegateContact) -> None:
        actions.take_back_contact(obj, **self.stamp)


@public
class PublicDelegates(TemplateView):
    """How delegates of a unit may be reached, for everybody; only those who agreed to it."""

    template_name = "assessments/public/delegates.html"
    http_method_names = ("get", "head")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = Unit.objects.filter(pk=self.kwargs["unit"], closed_on=None).first()
        delegates = selectors.published_delegates(unit, on=clock.today()) if unit else []
        if unit is None or not delegates:
            raise Http404
        extra = {"unit": unit, "delegates": delegates, "form_url": form_address(unit)}
        return super().get_context_data(**kwargs | extra)
