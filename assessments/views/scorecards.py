"""Scorecards: by what somebody is scored, from when; and the records behind a score."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.forms.base import PlainForm
from accounts.views.base import Acting, FormPage
from assessments.actions.opening import open_quarter
from assessments.actions.scorecards import change_scorecard, load_scorecard, retire_scorecard
from assessments.drafts import as_draft
from assessments.forms.scorecards import AdoptForm, OpenForm, ScorecardForm, frame_initial
from assessments.models import QuarterlyAssessment, Scorecard, ScorecardVersion
from assessments.querysets.sheets import KEEPERS, SCORERS
from assessments.scorecard_file import shipped, shipped_text
from assessments.wording import Words
from core import periods
from core.keys import parse_number
from core.undo import AGAIN
from core.views import CreatePage, ListPage, TargetActionView, VisibleMixin


class Scorecards(Acting, ListPage):
    model = Scorecard
    template_name = "assessments/scorecards.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit").prefetch_related("versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_adopt = self.request.user.access.has_role(*KEEPERS)
        return super().get_context_data(may_adopt=may_adopt, today=self.today, **kwargs)


class ScorecardPage(Acting, VisibleMixin, DetailView):
    """The criteria of the version in force, or of the one asked for (`?version=2`), and the list of versions."""

    model = Scorecard
    template_name = "assessments/scorecard.html"
    context_object_name = "card"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card, access, words = self.object, self.request.user.access, Words()
        versions = list(card.versions.select_related("made_by"))
        shown = self._shown(versions)
        return super().get_context_data(
            versions=versions,
            shown=shown,
            lines=[(row, words.of(row)) for row in shown.criteria.all()] if shown else [],
            total=shown.criteria.aggregate(total=Sum("points"))["total"] if shown else None,
            may_keep=access.covers(card.unit.path, *KEEPERS) and card.retired_on is None,
            may_open=access.covers(card.unit.path, *SCORERS) and card.retired_on is None,
            quarters=QuarterlyAssessment.objects.visible_to(self.request.user).filter(scorecard=card)[:8],
            today=self.today,
            **kwargs,
        )

    def _shown(self, versions: list[ScorecardVersion]) -> ScorecardVersion | None:
        asked = parse_number(self.request.GET.get("version"))
        in_force = [row for row in versions if row.effective_from <= self.today]
        wanted = [row for row in versions if row.number == asked]
        return next(iter([*wanted, *in_force, *versions]), None)


class Adopt(Acting, FormPage, CreatePage):
    """Put one of the scorecards that come with the product in force for a unit."""

    form_class = AdoptForm
    heading = _("启用考核表")
    submit = _("启用")
    lead_text = _("启用后可以修改项目、标准和分值。每季度结束后的第一个工作日自动启动考核。")
    success_message = _("已启用考核表。")
    final = _("启用错的，可以停用。")

    def permitted(self) -> bool:
        return bool(self.request.user.access.has_role(*KEEPERS))

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:scorecards"), _("考核表")

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": periods.quarter(self.today).start}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "shipped": shipped()}

    def act(self, form: AdoptForm) -> Scorecard:
        data = form.cleaned_data
        where = {"unit": data["unit"], "effective_from": data["effective_from"]}
        return load_scorecard(shipped_text(data["code"]), **where, on=self.today, **self.stamp).scorecard


class KeptCard(Acting, TargetActionView):
    """A page on a scorecard that one keeps."""

    model = Scorecard
    roles = KEEPERS

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def permitted(self) -> bool:
        return bool(self.request.user.access.covers(self.target.unit.path, *self.roles))


class Change(KeptCard):
    """The newest version as a form; what comes of it is a new one. `more` adds rows and judges nothing."""

    form_class = ScorecardForm
    template_name = "assessments/scorecard_form.html"
    success_message = _("已保存为新的版本。")
    final = _("改错的，可以再次修改，另存为新的版本。")

    @cached_property
    def newest(self) -> ScorecardVersion:
        return self.target.versions.select_related("scorecard").prefetch_related("criteria", "bands")[0]

    def get_initial(self) -> dict[str, Any]:
        return frame_initial(as_draft(self.newest), self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "draft": as_draft(self.newest)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more" in request.POST:
            return self.render_to_response(self.get_context_data(form=self._with_more_rows()))
        return super().post(request, *args, **kwargs)

    def _with_more_rows(self) -> ScorecardForm:
        data = self.request.POST.copy()
        data["criteria-TOTAL_FORMS"] = str((parse_number(data.get("criteria-TOTAL_FORMS")) or 0) + 5)
        form = ScorecardForm(**self.get_form_kwargs() | {"data": data})
        form.forgive()
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = parse_number(self.request.POST.get("number")) or self.newest.number
        return super().get_context_data(**{"number": number, **kwargs})

    def act(self, form: ScorecardForm) -> Scorecard:
        number = parse_number(self.request.POST.get("number")) or 0
        day = form.cleaned_data["effective_from"]
        made = change_scorecard(
            self.target, form.draft(), effective_from=day, number=number, on=self.today, **self.stamp
        )
        return made.scorecard


class Retire(FormPage, KeptCard):
    form_class = PlainForm
    heading = _("停用考核表")
    submit = _("停用")
    danger = True
    lead_text = _("停用后不再启动新的季度考核；已启动的季度继续办理。停用后不能恢复。")
    success_message = _("已停用考核表。")
    final = AGAIN

    def act(self, form: PlainForm) -> Scorecard:
        return retire_scorecard(self.target, on=self.today, **self.stamp)


class Open(FormPage, KeptCard):
    """By hand, where one does not want to wait for the night."""

    form_class = OpenForm
    roles = SCORERS
    heading = _("启动季度考核")
    submit = _("启动")
    lead_text = _("为季度最后一天在任的考核对象各生成一张考核表，按记录算出建议分。系统会自动启动，一般不必手工启动。")
    success_message = _("已启动季度考核。")
    final = _("已启动的考核不能撤销。")

    def get_initial(self) -> dict[str, Any]:
        before = periods.quarter(self.today).previous
        return {"year": before.start.year, "quarter": periods.quarter_number(before.start)}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def act(self, form: OpenForm) -> QuarterlyAssessment:
        return open_quarter(self.target, **form.cleaned_data, on=self.today, **self.stamp)
