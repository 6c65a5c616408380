"""Pages of what stands on a public page: written, submitted, looked at exactly as everybody will see it, approved,
taken down."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, View

from accounts.forms.base import PlainForm, ReasonForm
from accounts.views.base import Acting, FormPage, Versioned
from core.undo import AGAIN, TOLD, Undo
from core.views import OnceMixin, PostActionView, Restorable, TargetActionView, TargetMixin, VisibleMixin
from reports.actions import publication_steps as steps
from reports.actions import publication_writing as writing
from reports.forms.publication import ApproveForm, EditionForm
from reports.models import ItemKind, PublicEdition, PublicFile, PublicPage
from reports.publication import showing
from reports.publication.checks import findings, words_of
from reports.publication.content import as_it_would_be
from reports.publication.overview import STANDS, stands
from reports.publication.workflow import NAMES, may_write, steps_for
from reports.views.public_page import frame, serve

EDITIONS = PublicEdition.objects.select_related("item__page__unit", "rota", "survey", "arrangement", "written_by")


class Write(OnceMixin, Acting, FormPage, TargetActionView):
    """A new item of one kind."""

    queryset = PublicPage.objects.select_related("unit")
    form_class = EditionForm
    submit = _("保存草稿")
    success_message = _("已保存草稿，请预览后提交审核。")
    undo_view = "reports:publication_discard"

    @property
    def heading(self) -> Any:  # type: ignore[override]
        return ItemKind(self.kwargs["kind"]).label

    def permitted(self) -> bool:
        if self.kwargs["kind"] not in ItemKind.values:
            raise Http404
        return may_write(self.request.user, self.target.unit)

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = {"user": self.request.user, "today": self.today, "page": self.target, "kind": self.kwargs["kind"]}
        return {**super().get_form_kwargs(), **asked}

    def act(self, form: Any) -> PublicEdition:
        return writing.write_item(self.target, kind=self.kwargs["kind"], **form.cleaned_data, **self.stamp)


class EditionMixin(Acting):
    """`step`: what the user must be allowed to do with the edition now."""

    queryset = EDITIONS
    target: PublicEdition
    step = ""

    @cached_property
    def may(self) -> set[str]:
        return steps_for(self.request.user, self.target, on=self.today)  # type: ignore[attr-defined]

    def permitted(self) -> bool:
        return self.step in self.may


class Detail(Acting, VisibleMixin, DetailView):
    """What it says, as everybody will see it; what to look at before; what became of it."""

    queryset = EDITIONS.select_related("approved_by")
    template_name = "reports/publication_edition.html"
    context_object_name = "edition"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition, page = as_it_would_be(self.object, reader=self.request.user, on=self.today), self.object.item.page
        label, tone = STANDS[stands(edition, on=self.today)]
        return super().get_context_data(
            page=page,
            part=showing.parts_of(page, [edition], on=self.today)[0],
            findings=findings(words_of(edition), page.unit),
            may=steps_for(self.request.user, edition, on=self.today),
            history=[(NAMES[row.step], row) for row in edition.steps.select_related("by")],
            label=label,
            tone=tone,
            today=self.today,
            **kwargs,
        )


class Preview(EditionMixin, TargetMixin, View):
    """The public page with this edition on it, as it would be today."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edition, page = as_it_would_be(self.target, reader=request.user, on=self.today), self.target.item.page
        others = [row for row in showing.shown_editions(page, on=self.today) if row.item_id != edition.item_id]
        edition.shown_from = max(edition.shown_from, self.today)
        editions = sorted([edition, *others], key=lambda row: (row.shown_from, row.pk), reverse=True)
        front = showing.front(page, editions, on=self.today)
        context = {"page": page, "front": front, "previewed": edition, **frame(request)}
        return render(request, "reports/public/page.html", context)


class OfEdition(EditionMixin, Versioned, FormPage, TargetActionView):
    """A page with a form about an edition."""

    def get_success_url(self) -> str:
        return str(self.target.get_absolute_url())


class Edit(Restorable, OfEdition):
    form_class = EditionForm
    heading = _("修改内容")
    success_message = _("已保存草稿。")
    step = "edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        item = self.target.item
        asked = {"user": self.request.user, "today": self.today, "page": item.page, "kind": item.kind}
        return {**super().get_form_kwargs(), **asked, "edition": self.target}

    def act(self, form: Any) -> None:
        writing.edit_edition(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Submit(OfEdition):
    form_class = PlainForm
    heading = _("提交审核")
    submit = _("提交")
    lead_text = _("提交后不能修改，可以收回。由起草人以外的负责人批准后，任何人不用登录都可以看到。")
    success_message = _("已提交审核。")
    undo_view = "reports:publication_recall"
    step = "submit"

    def act(self, form: Any) -> None:
        steps.submit_edition(self.target, version=self.version, **self.stamp)


class Approve(EditionMixin, Versioned, FormPage, TargetActionView):
    """Everything that will be public stands on this page, above the question."""

    template_name = "reports/publication_approve.html"
    form_class = ApproveForm
    heading = _("审核公开内容")
    success_message = _("已批准公开。")
    final = _("已经公开；需要收回的，请撤下。")
    step = "approve"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.target.item.page
        part = showing.parts_of(page, [self.target], on=self.today)[0]
        found = findings(words_of(self.target), page.unit)
        shown = {"page": page, "part": part, "edition": self.target, "findings": found, "today": self.today}
        return super().get_context_data(**shown, **kwargs)

    def get_success_url(self) -> str:
        return str(self.target.get_absolute_url())

    def act(self, form: Any) -> None:
        steps.approve_edition(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Return(OfEdition):
    form_class = ReasonForm
    heading = _("退回修改")
    submit = _("退回")
    success_message = _("已退回，起草人会在收件箱中看到原因。")
    final = TOLD
    step = "return"

    def act(self, form: Any) -> None:
        steps.return_edition(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Withdraw(OfEdition):
    form_class = ReasonForm
    heading = _("撤下内容")
    submit = _("撤下")
    danger = True
    lead_text = _("撤下后公开页上不再显示；看过的手机最多五分钟后更新。")
    success_message = _("已撤下。")
    final = _("撤下的内容不能恢复；仍需公开的，请另建新版。")
    step = "withdraw"

    def act(self, form: Any) -> None:
        steps.withdraw_edition(self.target, **form.cleaned_data, **self.stamp)


class Recall(EditionMixin, PostActionView):
    step = "recall"
    success_message = _("已收回，可以修改。")
    final = _("改好后可以再次提交。")

    def act(self, obj: PublicEdition) -> None:
        steps.recall_edition(obj, **self.stamp)


class Discard(EditionMixin, PostActionView):
    step = "discard"
    success_message = _("草稿已作废。")
    final = AGAIN

    def act(self, obj: PublicEdition) -> None:
        steps.discard_edition(obj, **self.stamp)


class Change(EditionMixin, PostActionView):
    """A new edition of what is shown; goes on to its form."""

    step = "change"
    success_message = _("已建立新版草稿。新版批准前，原内容继续公开。")
    fresh: PublicEdition | None = None

    def act(self, obj: PublicEdition) -> None:
        self.fresh = writing.change_item(obj, **self.stamp)

    def get_success_url(self) -> str:
        return str((self.fresh or self.target).get_absolute_url())

    def get_undo(self) -> Undo | None:
        return Undo(reverse("reports:publication_discard", args=[self.fresh.pk])) if self.fresh else None


class DropFile(EditionMixin, PostActionView):
    step = "edit"
    success_message = _("附件已删除。")
    final = _("删除的附件不能恢复；需要的，请重新上传。")

    def act(self, obj: PublicEdition) -> None:
        file = get_object_or_404(obj.files, pk=self.kwargs["file"])
        writing.drop_file(obj, file, **self.stamp)


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A file for those who write or approve, before everybody may have it."""
    answer = serve(get_object_or_404(PublicFile.objects.visible_to(request.user), pk=pk))
    answer["Cache-Control"] = "private, no-store"
    return answer
