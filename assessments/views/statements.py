"""Pages of year-end statements: drafted, edited, handed in, printed; and the records behind each figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import PlainForm, ReasonForm
from accounts.views.base import Acting, FormPage, Versioned
from assessments import access
from assessments.actions import statements as actions
from assessments.exports import statements as papers
from assessments.forms import statements as forms
from assessments.models import Statement
from assessments.selectors.statements import figures_of, plain_sections, records_of, sections_of
from assessments.statement_figures import BY_CODE, FIGURES
from core.undo import EDITABLE, TOLD
from core.views import CreatePage, ListPage, Restorable, TargetActionView, VisibleMixin

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Statements(Acting, ListPage):
    queryset = Statement.objects.select_related("cadre", "unit", "home")
    template_name = "assessments/statements.html"
    filter_class = forms.StatementFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_draft=may_draft(self.request.user), **kwargs)


def may_draft(user: Any) -> bool:
    """Whoever is a cadre, or writes for a unit."""
    return bool(user.cadre) or user.access.has_role(*access.WRITERS)


class New(Acting, FormPage, CreatePage):
    form_class = forms.NewStatementForm
    heading = _("起草述职报告")
    submit = _("起草")
    lead_text = _("系统按已有记录起草，数据不必另行填写；文字可以修改。")
    success_message = _("已按记录起草，请补充存在的问题和下一步打算。")
    final = EDITABLE

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:statements"), _("述职报告")

    def permitted(self) -> bool:
        return may_draft(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def act(self, form: Any) -> Statement:
        return actions.draft_statement(form.subject, year=form.cleaned_data["year"], **self.stamp)


class StatementPage(Acting, VisibleMixin, DetailView):
    queryset = Statement.objects.select_related("cadre", "unit", "home", "log")
    template_name = "assessments/statement.html"
    context_object_name = "statement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement, user = self.object, self.request.user
        writes = access.may_write_for(user, statement.subject, on=self.today)
        return super().get_context_data(
            sections=sections_of(statement, figures_of(statement)),
            may_write=writes and statement.is_draft,
            may_return=not statement.is_draft and access.may_return(user, statement),
            **kwargs,
        )


class FigurePage(StatementPage):
    """The records behind one figure."""

    template_name = "assessments/statement_figure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["code"]
        if code not in BY_CODE:
            raise Http404
        found = records_of(self.object, code, self.request.user)
        frozen = "" if self.object.is_draft else self.object.figures.get(code, "")
        return super().get_context_data(figure=BY_CODE[code], records=found, frozen=frozen, **kwargs)


class OfStatement(Versioned, Acting, FormPage, TargetActionView):
    """A form on a statement that is still a draft, for who writes it."""

    queryset = Statement.objects.select_related("cadre", "unit", "home")

    def permitted(self) -> bool:
        return self.target.is_draft and access.may_write_for(self.request.user, self.target.subject, on=self.today)


class Edit(Restorable, OfStatement):
    form_class = forms.StatementForm
    template_name = "assessments/statement_edit.html"
    heading = _("修改述职报告")
    lead_text = _("可以分几次写完；提交前各部分都要填写。")
    success_message = _("已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "statement": self.target}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = figures_of(self.target)
        return super().get_context_data(figures=[(f.name, found[f.code]) for f in FIGURES], **kwargs)

    def act(self, form: Any) -> Statement:
        return actions.edit_statement(self.target, texts=form.cleaned_data, version=self.version, **self.stamp)


class Redraft(OfStatement):
    form_class = PlainForm
    heading = _("重新起草")
    submit = _("重新起草")
    danger = True
    lead_text = _("各部分将按目前的记录重新起草，已经写好的文字会被替换。")
    success_message = _("已重新起草。")
    final = _("原来的文字不再保留。")

    def act(self, form: Any) -> Statement:
        return actions.redraft_statement(self.target, version=self.version, **self.stamp)


class Submit(OfStatement):
    form_class = PlainForm
    heading = _("提交述职报告")
    submit = _("提交")
    lead_text = _("提交后，报告中的数据不再随记录变化，文字不能再修改；年度书面述职的要求自动计为完成。")
    success_message = _("述职报告已提交。")
    final = _("提交后不能收回；需要修改的，请上级退回。")

    def act(self, form: Any) -> Statement:
        return actions.submit_statement(self.target, version=self.version, **self.stamp)


class Return(OfStatement):
    form_class = ReasonForm
    heading = _("退回述职报告")
    submit = _("退回")
    success_message = _("已退回，本人会在收件箱中看到。")
    final = TOLD

    def permitted(self) -> bool:
        return not self.target.is_draft and access.may_return(self.request.user, self.target)

    def act(self, form: Any) -> Statement:
        return actions.return_statement(self.target, **form.cleaned_data, version=self.version, **self.stamp)


class Paper(StatementPage):
    """As a file: PDF, or the format of Word."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        sections = plain_sections(self.object, figures_of(self.object))
        is_word = kwargs["kind"] == "docx"
        made = papers.statement_docx if is_word else papers.statement_pdf
        response = HttpResponse(made(self.object, sections), content_type=WORD if is_word else "application/pdf")
        way = "attachment" if is_word else "inline"
        response["Content-Disposition"] = f'{way}; filename="statement-{self.object.pk}.{kwargs["kind"]}"'
        return response
