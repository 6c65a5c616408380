"""Pages of the annual arrangement: the years, the working table, publishing, and the document."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from accounts.views.base import Acting
from contacts import actions
from contacts.exports.arrangement import arrangement_pdf
from contacts.forms import arrangements as forms
from contacts.models import Arrangement
from contacts.selectors import may_keep
from contacts.selectors.arrangements import Sheet, day_in, left_behind, problems_of
from contacts.selectors.document import Document
from contacts.views.base import FormPage, KeeperPage, PlaceList
from core.undo import EDITABLE
from core.views import CreatePage, EditPage, PostActionView, TargetMixin, VisibleMixin, as_pdf

ROWS_PER_PAGE = 40
SHOWN_POINTS = 60


class ArrangementList(PlaceList):
    """The arrangements of a year (?year=, ?unit=); the only one of a unit and year is opened at once."""

    model = Arrangement
    template_name = "contacts/arrangements.html"
    filter_class = forms.YearFilter

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = self.filter_form.cleaned_data if self.filter_form.is_valid() else {}
        if data.get("year") and data.get("unit"):
            own = Arrangement.objects.visible_to(request.user).filter(year=data["year"], unit=data["unit"]).first()
            if own is not None:
                return redirect(own)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("unit").annotate(pairing_count=Count("pairings"))
        return rows.order_by("-year", "unit__path")


class ArrangementCreate(FormPage, KeeperPage, CreatePage):
    form_class = forms.DraftForm
    heading = gettext_lazy("起草年度联系安排")
    submit = gettext_lazy("起草")
    final = EDITABLE

    def get_parent(self) -> tuple[str, Any]:
        return reverse("contacts:arrangement"), _("年度联系安排")

    def act(self, form: Any) -> Arrangement:
        data = dict(form.cleaned_data)
        copy = data.pop("copy")
        arrangement = actions.create_arrangement(**data, **self.stamp)
        if copy:
            report_copy(self.request, actions.copy_forward(arrangement, **self.stamp))
        return arrangement


def report_copy(request: HttpRequest, report: actions.CopyReport) -> None:
    text = _("已从上年复制%(copied)d个结对。") % {"copied": report.copied}
    messages.success(request, text)
    if report.left_out:
        text = _("另有%(count)d个没有复制，原因列在下方“上年未延续的结对”中。") % {"count": len(report.left_out)}
        messages.warning(request, text)


class ArrangementPage(VisibleMixin, DetailView):
    """Leaders by category, with gaps, overlaps and points that nobody has."""

    model = Arrangement
    template_name = "contacts/arrangement.html"
    context_object_name = "arrangement"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    @cached_property
    def filter_form(self) -> forms.SheetFilter:
        return forms.SheetFilter(self.request.GET, user=self.request.user, arrangement=self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        arrangement, user = self.object, self.request.user
        sheet = Sheet(arrangement, on=day_in(arrangement.year, user.access.day))
        rows = sheet.rows()
        kept = [row for row in rows if self.filter_form.keep(row[1])]
        page = Paginator(kept, ROWS_PER_PAGE).get_page(self.request.GET.get("page"))
        unheld = sheet.unheld()
        return super().get_context_data(
            may_write=may_keep(user, arrangement.unit),
            is_draft=arrangement.state == "draft",
            filter_form=self.filter_form,
            sections=sheet.sections(list(page.object_list)),
            page_obj=page,
            overlaps=sheet.overlaps(),
            unheld=unheld[:SHOWN_POINTS],
            **self._counts(sheet, rows, unheld),
            **self._of_draft(sheet),
            **kwargs,
        )

    @staticmethod
    def _counts(sheet: Sheet, rows: list[Any], unheld: Any) -> dict[str, int]:
        return {
            "leader_count": len(rows),
            "pairing_count": len(sheet.pairings),
            "gap_count": sum(row.has_gap for _codes, row in rows),
            "unheld_count": unheld.count(),
        }

    def _of_draft(self, sheet: Sheet) -> dict[str, Any]:
        if self.object.state != "draft" or not may_keep(self.request.user, self.object.unit):
            return {"left_behind": [], "problems": []}
        problems = problems_of(self.object, sheet.pairings)
        return {"left_behind": left_behind(self.object), "problems": problems}


class Kept(Acting):
    """About an arrangement that the user keeps."""

    model = Arrangement

    def permitted(self) -> bool:
        return may_keep(self.request.user, self.target.unit)  # type: ignore[attr-defined]


class ArrangementCopy(Kept, PostActionView):
    """Copies what can still stand from last year into the draft."""

    final = gettext_lazy("复制来的结对，可以逐条修改或者删除。")

    def act(self, obj: Arrangement) -> None:
        report_copy(self.request, actions.copy_forward(obj, **self.stamp))


class ArrangementPublish(Kept, FormPage, EditPage):
    form_class = forms.PublishForm
    heading = gettext_lazy("公布年度联系安排")
    submit = gettext_lazy("公布")
    lead_text = gettext_lazy("公布后不能直接修改，只能办理移交、结束或增补。结对干部会收到通知。")
    success_message = gettext_lazy("安排已公布。")
    final = gettext_lazy("已公布的安排不能撤回；有调整的，请逐条修改并写明原因。")

    def act(self, form: Any) -> Arrangement:
        return actions.publish_arrangement(self.target, data=form.cleaned_data, version=self.version, **self.stamp)


class ArrangementDocument(VisibleMixin, DetailView):
    """The document as it went out, to be read and printed."""

    model = Arrangement
    template_name = "contacts/arrangement_document.html"
    context_object_name = "arrangement"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(document=Document(self.object), **kwargs)


class ArrangementPdf(TargetMixin, View):
    """The same document as PDF, in the layout of official letters."""

    model = Arrangement

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_pdf(arrangement_pdf(Document(self.target)), f"arrangement-{self.target.year}-{self.target.pk}.pdf")
