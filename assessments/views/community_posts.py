"""Pages of posts that communities offer, and of who claims them (设岗定责, R5.5)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.access import KEEPERS
from accounts.views.base import Acting, FormPage, Versioned
from assessments.forms import volunteers as forms
from assessments.selectors import volunteers as selectors
from contacts.models import Pairing
from core.undo import AGAIN, MISTAKEN, TODAY
from core.views import CreatePage, ListPage, OnceMixin, Restorable, TargetActionView, UserFormMixin, VisibleMixin
from visits.actions import community_posts as actions
from visits.models import CommunityPost


class Posts(Acting, ListPage):
    model = CommunityPost
    template_name = "assessments/community_posts.html"
    filter_class = forms.PostFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET}

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return CommunityPost.objects.open_on(self.today).with_taken(self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = selectors.own_claims(user, on=self.today)
        return super().get_context_data(may_offer=user.access.has_role(*KEEPERS), own=own, **kwargs)


class Detail(Acting, VisibleMixin, DetailView):
    model = CommunityPost
    template_name = "assessments/community_post.html"
    context_object_name = "post"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_taken(self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post, user = self.object, self.request.user
        is_open = post.point.withdrawn_on is None
        keeps = self.keeps(post.point.unit)
        rows = selectors.seen_claims(user, post, on=self.today)
        return super().get_context_data(
            claims=[(row, _may_end(user, row, post)) for row in rows],
            may_edit=is_open and keeps,
            may_claim=is_open and post.taken < post.number and _may_claim(user, keeps),
            **kwargs,
        )


def _may_claim(user: Any, keeps: bool) -> bool:
    cadre = selectors.own_cadre(user)
    return keeps or (cadre is not None and cadre.is_party_member)


def _may_end(user: Any, pairing: Pairing, post: CommunityPost) -> bool:
    return pairing.end is None and actions.may_claim_for(user, pairing.cadre, post, pairing.unit)  # type: ignore[arg-type]


class Offer(Acting, FormPage, UserFormMixin, CreatePage):
    form_class = forms.PostForm
    heading = _("设置岗位")
    success_message = _("岗位已设置，党员可以认领。")
    undo_view, undo_fields = "assessments:community_post_close", {"on": TODAY, "reason": MISTAKEN}

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:community_posts"), _("设岗定责")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*KEEPERS)

    def act(self, form: Any) -> CommunityPost:
        return actions.offer_post(**form.cleaned_data, on=self.today, **self.stamp)


class OfPost(Versioned, Acting, FormPage, TargetActionView):
    """A page with a form about a post that is still offered, for who keeps the community."""

    queryset = CommunityPost.objects.select_related("point__unit")
    target: CommunityPost

    def permitted(self) -> bool:
        return self.target.point.withdrawn_on is None and self.keeps(self.target.point.unit)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class Edit(Restorable, OfPost):
    form_class = forms.PostEditForm
    heading = _("修改岗位")
    success_message = _("已保存。")

    def get_initial(self) -> dict[str, Any]:
        return {"duties": self.target.duties, "number": self.target.number}

    def act(self, form: Any) -> CommunityPost:
        return actions.edit_post(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Close(OfPost):
    form_class = forms.CloseForm
    heading = _("撤销岗位")
    submit = _("撤销")
    danger = True
    success_message = _("岗位已撤销。")
    final = AGAIN

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> CommunityPost:
        return actions.close_post(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Claim(OnceMixin, OfPost):
    form_class = forms.ClaimForm
    heading = _("报到认领")
    submit = _("认领")
    success_message = _("已认领。")
    final = _("认领错的，可以登记结束。")

    def get_lead_text(self) -> Any:
        return f"{self.target.point.unit} · {self.target}"

    def permitted(self) -> bool:
        return self.target.point.withdrawn_on is None and _may_claim(
            self.request.user, self.keeps(self.target.point.unit)
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        keeps = self.keeps(self.target.point.unit)
        return {**super().get_form_kwargs(), "user": self.request.user, "keeps": keeps, "today": self.today}

    def act(self, form: Any) -> Pairing:
        own = {"cadre": selectors.own_cadre(self.request.user)}
        return actions.claim_post(self.target, **own | form.cleaned_data, **self.stamp)


class EndClaim(Versioned, Acting, FormPage, TargetActionView):
    """Gives a post up: the pairing with its point ends."""

    model = Pairing
    form_class = forms.EndClaimForm
    heading = _("结束岗位")
    submit = _("结束")
    success_message = _("已结束。")
    final = AGAIN
    target: Pairing

    @property
    def post_held(self) -> CommunityPost:
        return CommunityPost.objects.select_related("point__unit").get(point=self.target.contact_point_id)

    def get_queryset(self) -> Any:
        return selectors.visible_claims(self.request.user).select_related("cadre", "unit", "contact_point__unit")

    def permitted(self) -> bool:
        return _may_end(self.request.user, self.target, self.post_held)

    def get_parent(self) -> tuple[str, Any]:
        return self.post_held.get_absolute_url(), self.target.contact_point

    def get_lead_text(self) -> Any:
        return self.target.cadre

    def get_success_url(self) -> str:
        return self.post_held.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def act(self, form: Any) -> Pairing:
        return actions.end_claim(self.target, **form.cleaned_data, version=self.version, **self.stamp)
