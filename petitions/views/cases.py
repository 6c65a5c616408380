"""The queue of a unit, the page of one case, its ledger, and the log of who looked at identities."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from accounts.views.base import FormPage
from core import clock
from core.errors import DomainError
from core.pages import RoleOnlyMixin
from core.views import ActionView, ListPage, TargetMixin, as_download, show_refusal
from petitions.access import SUPERVISORS, actors_of, may_see_identity
from petitions.actions.exporting import EXPORTERS, export_ledger
from petitions.bulks import NameHandlers, UrgeCases
from petitions.columns import CASES
from petitions.forms.cases import TABS, CaseFilter, LedgerForm, LookFilter
from petitions.models import Case, CaseKind, IdentityView
from petitions.selectors.clocks import SOON, clock_lines
from petitions.selectors.handovers import handovers_of
from petitions.selectors.matters import waiting_matters
from petitions.selectors.offices import registers
from petitions.selectors.page import ASIDE, history, open_steps, related, stages
from petitions.workflow import Actor
from visits.paging import CappedPaginator

SHOWN_MATTERS = 5


class Filtered:
    """A filter that is always read: the queue opens on what is still to be done."""

    filter_class = CaseFilter

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "on": clock.today()}  # type: ignore[attr-defined]


class CasePages(CappedPaginator):
    """Counted no further than anybody turns pages: an archive of years takes no longer than one of months."""

    most = 2_000


class Cases(Filtered, ListPage):
    template_name = "petitions/cases.html"
    model = Case
    paginator_class = CasePages
    columns = CASES
    bulks = (NameHandlers, UrgeCases)
    cells, row_name = "petitions/_case_cells.html", "case"

    def may_export(self) -> bool:
        """As for the ledger."""
        return self.request.user.access.has_role(*EXPORTERS)

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`tab_query`: the other filters, which stay as one goes from tab to tab."""
        query = self.request.GET.copy()
        for name in ("page", "tab"):
            query.pop(name, None)
        today = clock.today()
        user = self.request.user
        facts = {"tabs": TABS, "tab": self.request.GET.get("tab", ""), "tab_query": query.urlencode()}
        facts |= {"registers": registers(user), "may_export": user.access.has_role(*EXPORTERS)}
        facts["kinds"] = CaseKind.choices
        return super().get_context_data(today=today, soon=today + SOON, **facts, **self._matters(), **kwargs)

    def _matters(self) -> dict[str, Any]:
        """What was heard on visits and is no case yet stands on the first page of the queue."""
        if self.request.GET.get("page") or self.request.GET.get("tab") or not registers(self.request.user):
            return {"matters": [], "has_more_matters": False}
        rows = list(waiting_matters(self.request.user)[: SHOWN_MATTERS + 1])
        return {"matters": rows[:SHOWN_MATTERS], "has_more_matters": len(rows) > SHOWN_MATTERS}


class CaseMixin(TargetMixin):
    """Pages about one case that the user sees."""

    queryset = Case.objects.select_related("unit", "handling_unit", "field", "matter", "log", "created_by")
    context_object_name = "case"
    request: Any


class CasePage(CaseMixin, DetailView):
    template_name = "petitions/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user, today = self.target, self.request.user, clock.today()
        actors = actors_of(user, case)
        return super().get_context_data(
            today=today,
            stages=stages(case),
            is_aside=case.state in ASIDE,
            steps=open_steps(user, case),
            clocks=clock_lines(case, on=today),
            history=history(case),
            may_write=bool(actors & {Actor.OFFICE, Actor.HANDLER}),
            may_sponsor=case.is_open and bool(actors & {Actor.OFFICE, Actor.SUPERIOR}),
            may_exclude=user.access.covers(case.handling_unit.path, "petition_clerk", *SUPERVISORS),
            sees_parties=Actor.OFFICE in actors,
            needs_reason=not may_see_identity(user, case),
            petitioners=[str(petitioner) for petitioner in case.petitioners.defer("name", "phone", "address")],
            **self._parts(),
            **related(user, case),
            **kwargs,
        )

    def _parts(self) -> dict[str, Any]:
        case = self.target
        return {
            "handovers": handovers_of(self.request.user, case),
            "letters": case.letters.select_related("unit", "service"),
            "ratings": case.ratings.select_related("taken_by"),
            "handlers": case.handlers.filter(end=None).select_related("cadre", "unit"),
            "files": case.files.all(),
            "sponsorships": case.sponsorships.select_related("leader"),
        }


class Ledger(Filtered, FormPage, ActionView):
    """信访台账 of what the filters in the address say, as a workbook."""

    form_class = LedgerForm
    heading = gettext_lazy("导出信访台账")
    submit = gettext_lazy("导出")
    lead_text = gettext_lazy("按列表当前的筛选条件导出。")

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*EXPORTERS)

    def get_parent(self) -> tuple[str, Any]:
        return f"{reverse('petitions:cases')}?{self.request.GET.urlencode()}", _("信访事项")

    def form_valid(self, form: LedgerForm) -> Any:
        narrow = CaseFilter(**self.get_filter_kwargs())
        rows = Case.objects.visible_to(self.request.user)
        rows = narrow.narrow(rows) if narrow.is_valid() else rows.open()
        try:
            file = export_ledger(rows, **form.cleaned_data, by=self.request.user, at=clock.now(), on=clock.today())
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        return as_download(file, _("信访台账.xlsx"))


class IdentityLog(RoleOnlyMixin, ListPage):
    """Who looked at who raised a matter, when and why, for the auditor."""

    roles = ("auditor",)
    queryset = IdentityView.objects.select_related("user", "on_behalf_of", "case")
    template_name = "petitions/identity_log.html"
    filter_class = LookFilter
