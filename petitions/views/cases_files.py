"""Files and identities of a case: shown to those who may see them, and each look at an identity written down."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.forms.base import PlainForm
from accounts.views.base import Acting, FormPage
from core import clock
from core.errors import DomainError
from core.undo import ON_RECORD
from core.views import OnceMixin, TargetActionView, show_refusal
from petitions.access import actors_of, may_see_identity
from petitions.actions.files import add_files
from petitions.actions.identity import log_view, open_identity
from petitions.exports.letters import letter_pdf
from petitions.forms.cases import FilesForm, ReasonForm
from petitions.models import CaseFile, Letter
from petitions.views.cases import CaseMixin
from petitions.workflow import Actor

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


class Identity(CaseMixin, FormPage, TargetActionView):
    """Who raised the matter. The look is logged; who does not handle the case says why."""

    heading = gettext_lazy("查看信访人身份")
    submit = gettext_lazy("查看")
    lead_text = gettext_lazy("每次查看都会留痕。请勿将信访人身份告知被反映的人员和单位（第三十条）。")

    def get_form_class(self) -> Any:
        return PlainForm if may_see_identity(self.request.user, self.target) else ReasonForm

    def form_valid(self, form: Any) -> HttpResponse:
        reason = form.cleaned_data.get("reason", "")
        try:
            people = open_identity(self.target, by=self.request.user, at=clock.now(), reason=reason)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        page = {"case": self.target, "people": people}
        answer = render(self.request, "petitions/identity.html", page)
        answer["Cache-Control"] = HEADERS["Cache-Control"]
        return answer


class AddFiles(CaseMixin, OnceMixin, Acting, FormPage, TargetActionView):
    form_class = FilesForm
    heading = gettext_lazy("上传附件")
    submit = gettext_lazy("上传")
    success_message = gettext_lazy("附件已上传。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return bool(actors_of(self.request.user, self.target) & {Actor.OFFICE, Actor.HANDLER})

    def act(self, form: FilesForm) -> None:
        data = form.cleaned_data
        add_files(self.target, data["attachments"], shows_identity=data["shows_identity"], **self.stamp)

    def get_success_url(self) -> str:
        return self.target.get_absolute_url()


class IdentityFile(FormPage, TargetActionView):
    """A file that shows who raised the matter: opened like an identity, and logged."""

    queryset = CaseFile.objects.select_related("case__unit", "case__handling_unit")
    heading = gettext_lazy("打开含身份信息的附件")
    submit = gettext_lazy("打开")
    lead_text = Identity.lead_text

    def get_parent(self) -> tuple[str, Any]:
        return self.target.case.get_absolute_url(), self.target.case

    def get_form_class(self) -> Any:
        return PlainForm if may_see_identity(self.request.user, self.target.case) else ReasonForm

    def form_valid(self, form: Any) -> Any:
        found, reason = self.target, form.cleaned_data.get("reason", "")
        if not found.file.storage.exists(found.file.name):
            raise Http404
        try:
            log_view(found.case, by=self.request.user, at=clock.now(), what=f"file:{found.pk}", reason=reason)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        return _serve(found)


class LetterPaper(FormPage, TargetActionView):
    """The PDF of a letter. It names whom it is sent to: opened like an identity, and logged."""

    queryset = Letter.objects.select_related("case__unit", "case__handling_unit", "unit")
    heading = gettext_lazy("打开文书")
    submit = gettext_lazy("下载 PDF")
    lead_text = gettext_lazy("文书写有信访人姓名，下载留痕。")
    get_parent = IdentityFile.get_parent
    get_form_class = IdentityFile.get_form_class

    def form_valid(self, form: Any) -> HttpResponse:
        letter, reason = self.target, form.cleaned_data.get("reason", "")
        try:
            log_view(letter.case, by=self.request.user, at=clock.now(), what=f"letter:{letter.pk}", reason=reason)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        answer = HttpResponse(letter_pdf(letter), content_type="application/pdf", headers=HEADERS)
        answer["Content-Disposition"] = content_disposition_header(True, f"{letter.number}.pdf") or ""
        return answer


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file as a download. One that shows an identity leads who does not handle the case to the question why."""
    found = get_object_or_404(CaseFile.objects.visible_to(request.user).select_related("case"), pk=pk)
    if not found.file.storage.exists(found.file.name):
        raise Http404
    if found.shows_identity:
        return redirect("petitions:identity_file", pk=found.pk)
    return _serve(found)


def _serve(found: CaseFile) -> FileResponse:
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=HEADERS,
    )
