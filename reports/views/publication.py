"""Pages of those who keep a public page (R10.8): which there are, what is on them, the sheet for the wall."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View

from accounts.access import KEEPERS
from accounts.views.base import Acting, FormPage, Versioned
from core.undo import EDITABLE, Undo
from core.views import (
    CreatePage,
    ListPage,
    PostActionView,
    Restorable,
    TargetActionView,
    TargetMixin,
    UserFormMixin,
    VisibleMixin,
    as_pdf,
)
from reports.actions import publication as actions
from reports.exports.publication import poster_pdf
from reports.forms.publication import PageForm, units_without_page
from reports.models import EditionState, ItemKind, PublicEdition, PublicPage
from reports.publication.overview import by_state, to_approve
from reports.publication.workflow import may_write

PAGES = PublicPage.objects.select_related("unit")


class Pages(Acting, ListPage):
    """One's pages, and before them what waits for one's approval."""

    queryset = PAGES
    template_name = "reports/publication.html"

    def get_queryset(self) -> Any:
        approved = Q(items__editions__in=PublicEdition.objects.shown_on(self.today))
        waiting = Q(items__editions__state=EditionState.SUBMITTED)
        counts = {"shown": Count("items", approved, distinct=True), "waiting": Count("items", waiting, distinct=True)}
        return PAGES.visible_to(self.request.user).annotate(**counts).order_by("unit__path")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = to_approve(user, on=self.today)
        may_open = units_without_page(user).exists()
        return super().get_context_data(to_approve=found, may_open=may_open, **kwargs)


class Detail(Acting, VisibleMixin, DetailView):
    """Everything on one page, by where it stands."""

    queryset = PAGES
    template_name = "reports/publication_page.html"
    context_object_name = "page"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.object
        return super().get_context_data(
            groups=by_state(page, on=self.today),
            may_write=may_write(self.request.user, page.unit),
            kinds=ItemKind.choices,
            address=settings.BASE_URL + page.public_path,
            **kwargs,
        )


class PageForms(Acting, FormPage, UserFormMixin):
    form_class = PageForm

    def get_parent(self) -> tuple[str, Any]:
        return reverse("reports:publication"), _("公开页")


class PageCreate(PageForms, CreatePage):
    heading = _("开设公开页")
    lead_text = _("开设后先写内容、提交审核；第一项内容批准后，公开页才能打开。")
    success_message = _("已开设公开页。")
    final = EDITABLE

    def permitted(self) -> bool:
        return bool(self.request.user.access.has_role(*KEEPERS))

    def act(self, form: Any) -> PublicPage:
        return actions.open_page(**form.cleaned_data, **self.stamp)


class OfPage(Acting):
    """For those who keep the page."""

    queryset = PAGES

    def permitted(self) -> bool:
        return may_write(self.request.user, self.target.unit)  # type: ignore[attr-defined]


class PageEdit(Restorable, OfPage, Versioned, PageForms, TargetActionView):
    heading = _("修改公开页")
    lead_text = _("改了网址，已经印出的二维码不再有效。")
    success_message = _("已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_new": False}

    def get_initial(self) -> dict[str, Any]:
        return {"slug": self.target.slug, "heading": self.target.heading}

    def get_success_url(self) -> str:
        return str(self.target.get_absolute_url())

    def act(self, form: Any) -> None:
        actions.edit_page(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class PageShow(OfPage, PostActionView):
    """Closes the page, or opens it again."""

    def get_success_message(self) -> str:
        closed, opened = _("公开页已关闭，任何人都不能打开。"), _("公开页已重新开放。")
        return str(closed if self.target.is_open else opened)

    def act(self, obj: PublicPage) -> None:
        actions.show_page(obj, is_open=not obj.is_open, **self.stamp)

    def get_undo(self) -> Undo:
        return Undo(self.request.path)


class Poster(TargetMixin, View):
    """The code of the page on a sheet of A4, to be put up where people come."""

    queryset = PAGES

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_pdf(poster_pdf(self.target), f"{self.target}.pdf")
