"""What I owe, why, who is behind, and the regulations."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import DetailView, TemplateView, View

from accounts.access import ADMINS, KEEPERS, READERS
from contacts.models import ContactPoint
from core import clock
from core.errors import DomainError
from core.undo import Undo
from core.views import ActionView, ListPage, PermittedMixin, TargetActionView, TargetMixin, say, show_refusal
from duties import actions, preview, rulebook_text, selectors, summary
from duties.agenda import agenda, calendar_text
from duties.columns import BEHIND
from duties.forms import BehindFilter, BurdenFilter, RuleForm, UploadForm
from duties.forms.rule_data import as_initial, new_rule, sayable, unsayable_text
from duties.models import Feed, Obligation, Rulebook, RulebookVersion
from duties.on_duty import on_duty
from duties.rulebook_build import with_defaults
from duties.rulebook_file import RulebookError
from duties.wording import in_words
from visits import recorded_elsewhere
from visits.selectors.rotas import next_slots, swaps_asked_of


class Mine(TemplateView):
    """What I owe now, by urgency; what my unit and groups owe; what I have met lately, folded."""

    template_name = "duties/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        today = clock.today()
        bodies = selectors.bodies_owe_now(user, on=today)
        return super().get_context_data(
            groups=selectors.by_urgency(selectors.owed_now(user, on=today)),
            bodies=[line for line in bodies if not line.is_past],
            bodies_past=[line for line in bodies if line.is_past],
            met=selectors.met_lately(user, on=today),
            upcoming=selectors.upcoming(user, on=today),
            has_cadre=bool(user.access.cadre_ids),
            my_slots=next_slots(user, today),
            swaps=swaps_asked_of(user, today),
            **kwargs,
        )


class Calendar(TemplateView):
    """What I owe by day: `?week=2026-11-18` or `?month=2026-11-01` (default: this month), and the feed's address."""

    template_name = "duties/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        today = clock.today()
        kind = "week" if "week" in self.request.GET else "month"
        shown = agenda(user, kind, _day(self.request.GET.get(kind, "")) or today, on=today)
        feed_row = Feed.objects.filter(user=user).first()
        url = f"{settings.BASE_URL}{reverse('duties:feed', args=[feed_row.token])}" if feed_row else ""
        return super().get_context_data(agenda=shown, kind=kind, today=today, feed_url=url, **kwargs)


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


class FeedIssue(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        actions.issue_feed(by=user, at=clock.now())
        text, final = _("已生成订阅地址，原来的地址已失效。"), _("需要的，可以再次生成。")
        return say(request, text, then="duties:calendar", final=final)


class FeedRevoke(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        actions.revoke_feed(by=user, at=clock.now())
        return say(request, _("已停用订阅地址。"), then="duties:calendar", final=_("需要的，可以重新生成。"))


@login_not_required
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs: whoever knows the address reads what its owner owes. 404 once it is revoked."""
    row = get_object_or_404(Feed.objects.select_related("user"), token=token, user__is_active=True)
    with translation.override(row.user.language):
        text = calendar_text(row.user, at=clock.now(), on=clock.today())
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"}
    )


class Burden(PermittedMixin, ListPage):
    """Where too many came: contact points by how many cadres visited them."""

    template_name = "duties/burden.html"
    model = ContactPoint
    filter_class = BurdenFilter

    def permitted(self) -> bool:
        user: Any = self.request.user
        return user.access.has_role(*READERS)

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "today": clock.today()}


class ObligationMixin(TargetMixin):
    model = Obligation

    def get_queryset(self) -> Any:
        return super().get_queryset().with_state(clock.today()).for_list()


class Detail(ObligationMixin, DetailView):
    """Why: the window, the days liable, the logs that counted and those that did not, what is missing."""

    template_name = "duties/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        today, row = clock.today(), self.target
        return super().get_context_data(
            owed=selectors.as_owed([row], today)[0],
            explanation=selectors.explain(row, user, on=today),
            on_duty=on_duty(row, user, today),
            rule=in_words(row.rule.parsed, selectors.rule_names()),
            is_own=self._is_own(),
            may_record=self._is_own() or user.access.covers(row.unit_path, *KEEPERS),
            may_see_all=user.access.has_role(*READERS),
            **kwargs,
        )

    def _is_own(self) -> bool:
        """Owed in person, or by a unit or group that the reader belongs to (who else sees it answers for the tree)."""
        user: Any = self.request.user
        if self.target.cadre_id:
            return self.target.cadre_id in user.access.cadre_ids
        return bool(user.access.cadre_ids) and not user.access.has_role(*READERS)


class Record(ObligationMixin, View):
    """On to the visit form, filled in with what would settle the duty; or to the page where it comes about. Mails and
    buttons link here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if page := recorded_elsewhere.page_for(self.target.rule.parsed.does):
            return redirect(page.view)
        filled = selectors.duty_prefill(self.target)
        if self.target.cadre_id not in (None, *user.access.cadre_ids):
            filled["cadre"] = str(self.target.cadre_id)
        if self.target.window_end < clock.today():
            filled["day"] = self.target.window_end.isoformat()
        return redirect(f"{reverse('visits:create')}?{urlencode(filled)}")


class Behind(PermittedMixin, ListPage):
    """What is not done in the parts of the tree that one answers for, in the order of the tree: no ranking."""

    template_name = "duties/behind.html"
    filter_class = BehindFilter
    title = gettext_lazy("落实情况")
    cells, row_name = "duties/_behind_cells.html", "line"

    def permitted(self) -> bool:
        user: Any = self.request.user
        return user.access.has_role(*READERS)

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET, "user": self.request.user, "today": clock.today()}

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        today = clock.today()
        user: Any = self.request.user
        rows = Obligation.objects.read_by(user).with_state(today)
        return rows.for_list().order_by("unit_path", "due", "pk")

    @property
    def by(self) -> str:
        """What the rows are summed up by; "" lists them one by one."""
        return self.filter_form.cleaned_data["by"] if self.filter_form.is_valid() else ""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if not self.filter_form.is_valid():
            rows = rows.overdue_lately(clock.today())
        return summary.grouped(rows, self.by) if self.by else rows

    def get_columns(self) -> Any:
        return () if self.by else BEHIND

    def prepare(self, rows: list[Any]) -> list[Any]:
        return rows if self.by else selectors.as_owed(rows, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found, shown = context["object_list"], ("unit", "rule", "person", "state")
        filters = {name: value for name in shown if (value := self.request.GET.get(name))}
        if self.by:
            return context | {"groups": summary.summary_lines(found, self.by, filters), "by": self.by}
        return context | {"by": ""}


class Rulebooks(ListPage):
    template_name = "duties/rulebooks.html"
    model = Rulebook

    def get_queryset(self) -> Any:
        return super().get_queryset().with_current(clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_write=user.access.has_role(*ADMINS), **kwargs)


class RulebookDetail(TargetMixin, DetailView):
    """The clauses of the version in force, or of the one asked for, and the list of versions."""

    template_name = "duties/rulebook.html"
    model = Rulebook

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.target.versions.select_related("loaded_by").defer("source", "data"))
        shown = selectors.version_shown(versions, self.request.GET.get("version", ""), on=clock.today())
        names = selectors.rule_names()
        user: Any = self.request.user
        return super().get_context_data(
            versions=versions,
            shown=shown,
            rules=[(rule, in_words(rule.parsed, names)) for rule in shown.rules.all()] if shown else [],
            changes=selectors.changes_of(shown, names) if shown else [],
            may_write=user.access.covers(self.target.unit.path, *ADMINS),
            today=clock.today(),
            **kwargs,
        )


class RulebookFile(TargetMixin, View):
    """The file of a version, as it was loaded."""

    model = Rulebook

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        version = get_object_or_404(RulebookVersion, rulebook=self.target, number=number)
        answer = HttpResponse(version.source, content_type="application/yaml; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.target.code}-{number}.yaml"'
        return answer


# A file that is not meant to be a rulebook may have tens of thousands.
MISTAKES_SHOWN = 200
# Names of the action's arguments where the form calls them otherwise.
_FIELDS = {"effective_from": "start"}


class Upload(ActionView):
    """A regulation as a file: first a preview (whom it binds, its first windows, what changes), then in force."""

    template_name = "duties/upload.html"
    form_class = UploadForm

    def permitted(self) -> bool:
        user: Any = self.request.user
        return user.access.has_role(*ADMINS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": clock.today()}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if "confirm" in self.request.POST:
                return self._put_in_force(form)
            shown = preview.preview(form.text, form.cleaned_data["unit"], form.cleaned_data["start"], on=clock.today())
        except RulebookError as error:
            found = error.mistakes
            shown_first = {"mistakes": found[:MISTAKES_SHOWN], "further": max(0, len(found) - MISTAKES_SHOWN)}
            return self.render_to_response(self.get_context_data(form=form, **shown_first))
        except DomainError as error:
            show_refusal(form, DomainError(error.message, field=_FIELDS.get(error.field or "", error.field)))
            return self.form_invalid(form.with_text())
        return self.render_to_response(self.get_context_data(form=form.with_text(), preview=shown))

    def _put_in_force(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        data, today = form.cleaned_data, clock.today()
        version = actions.load_rulebook(
            form.text, unit=data["unit"], effective_from=data["start"], by=user, at=clock.now(), on=today
        )
        actions.recompute(on=today, since=min(data["start"], today))
        is_first = not version.rulebook.versions.exclude(pk=version.pk).exists()
        undo = Undo(reverse("duties:rulebook_unload", args=[version.rulebook_id])) if is_first else None
        text, final = _("制度已载入，责任已按新版本计算。"), _("有误的，请载入更正后的版本。")
        return say(self.request, text, then=version.rulebook, undo=undo, final=final)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"mistakes": [], "further": 0, "preview": None, "written_for": None, **kwargs}
        )


class WriteRule(TargetActionView):
    """A rule written in a form, added to a regulation or in the place of the one with its code; then the preview.

    `?code=1.6` starts with that rule. Nothing is written: what comes of it is a text, handed on to `Upload`.
    """

    template_name = "duties/rule_form.html"
    model = Rulebook
    form_class = RuleForm

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def permitted(self) -> bool:
        user: Any = self.request.user
        return user.access.covers(self.target.unit.path, *ADMINS)

    @cached_property
    def newest(self) -> RulebookVersion:
        return self.target.versions.latest("number")

    @cached_property
    def base(self) -> dict[str, Any]:
        """The rule that is to be replaced; empty for a new one."""
        code = self.request.POST.get("code", self.request.GET.get("code", ""))
        return next((rule for rule in self.newest.data["rules"] if rule["code"] == code), {})

    def get_form_kwargs(self) -> dict[str, Any]:
        defaults = self.newest.data.get("defaults", {})
        return {**super().get_form_kwargs(), "unit": self.target.unit, "base": self.base, "defaults": defaults}

    def get_initial(self) -> dict[str, Any]:
        if self.base and not sayable(self.base):
            return as_initial(with_defaults(self.base, self.newest.data.get("defaults", {})))
        return new_rule()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.request.GET.get("code", "")
        unsayable = sayable(self.base) if self.base else ""
        return super().get_context_data(newest=self.newest, editing=code, unsayable=unsayable, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if self.base and (part := sayable(self.base)):
            form.add_error("code", unsayable_text(part))
            return self.form_invalid(form)
        text, today = rulebook_text.with_rule(self.newest.data, form.rule()), clock.today()
        start = max(today, self.newest.effective_from + datetime.timedelta(days=1))
        try:
            shown = preview.preview(text, self.target.unit, start, on=today)
        except RulebookError as error:
            form.add_error(None, [mistake.text for mistake in error.mistakes])
            return self.form_invalid(form)
        data = {"source": text, "unit": self.target.unit_id, "start": start}
        handed_on = UploadForm(data, user=self.request.user, today=today).of_text()
        context = {"form": handed_on, "mistakes": [], "preview": shown}
        typed = [(name, value) for name, values in self.request.POST.lists() for value in values]
        return render(self.request, "duties/upload.html", {**context, "written_for": self.target, "typed": typed})
