"""Writing down a visit or a talk, the page after it, and taking it back at once."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import clock
from core.keys import parse_words
from core.undo import Undo
from core.views import CreatePage, PostActionView
from visits import actions, hooks
from visits.forms import TalkForm, VisitForm, asked_for, typed
from visits.models import VisitLog
from visits.selectors.habits import TALK, repeats, usual_kinds
from visits.selectors.suggest import keeps_books, may_log, own_cadre
from visits.views.logs import Detail, LogMixin
from visits.ways import ways_of

DAY = datetime.timedelta(days=1)


class RecordPage(CreatePage):
    """A form that becomes a log. What a link asks for is filled in beforehand (visits/forms/starting.py)."""

    success_message = gettext_lazy("已保存。")

    def permitted(self) -> bool:
        return may_log(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": clock.today()}

    def get_initial(self) -> dict[str, Any]:
        return asked_for(self.request.GET, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, ways = clock.today(), ways_of(self.request.user)
        return super().get_context_data(today=today, yesterday=today - DAY, is_new=True, ways=ways, **kwargs)

    def get_undo(self) -> Undo:
        return Undo(reverse("visits:undo", args=[self.result.pk]))

    def get_success_url(self) -> str:
        return reverse("visits:saved", args=[self.result.pk])


class Create(RecordPage):
    """The quick form. `?kind=home_visit&target=point-12&day=2026-11-01&cadre=7` or `?like=34` fills it in."""

    template_name = "visits/create.html"
    form_class = VisitForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A talk has a form of its own."""
        if request.GET.get("kind") == TALK:
            return redirect(f"{reverse('visits:talk')}?{request.GET.urlencode()}")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without script: `find` looks for people, `row_added` makes room for another matter; what was typed stays."""
        if not {"find", "row_added"} & set(request.POST):
            return super().post(request, *args, **kwargs)
        text = parse_words(request.POST.get("search"))
        form = VisitForm(user=request.user, today=clock.today(), initial=typed(request.POST), search=text)
        return self.render_to_response(self.get_context_data(form=form, searched=text))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("searched", "")
        user = self.request.user
        is_fresh = self.request.method == "GET" and not self.request.GET
        kinds = usual_kinds(user, on=clock.today())
        return super().get_context_data(usual_kinds=kinds, repeats=repeats(user) if is_fresh else [], **kwargs)

    def act(self, form: VisitForm) -> VisitLog:
        return actions.log_visit(by=self.request.user, at=clock.now(), **form.entry(), **form.extras())


class Talk(RecordPage):
    """A talk (R4): with colleagues by one tap; its content is kept from everybody else."""

    template_name = "visits/talk.html"
    form_class = TalkForm

    def get_initial(self) -> dict[str, Any]:
        start, own = super().get_initial(), own_cadre(self.request.user)
        lead, *_others = people = start.pop("cadres", []) or [str(own.pk) if own else ""]
        talker = lead if keeps_books(self.request.user) else str(own.pk if own else "")
        partners = [key for key in people if key != talker]
        return start | {"talker": talker, "partners": partners, "cadres": partners}

    def act(self, form: TalkForm) -> VisitLog:
        return actions.log_visit(by=self.request.user, at=clock.now(), **form.entry())


class Saved(Detail):
    """After saving: what was recorded, what it breaks, and what one may want next."""

    template_name = "visits/saved.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moved = hooks.moved(self.target, self.request.user, clock.today())
        return super().get_context_data(moved=moved, again=page_of(self.target), **kwargs)


class TakeBack(LogMixin, PostActionView):
    """The button beside "saved": withdraws the log and shows the form as it was, to be put right."""

    success_message = gettext_lazy("已撤回刚才登记的记录。填写有误的，改好后重新保存；不再登记的，直接离开本页。")

    def permitted(self) -> bool:
        """Anybody else withdraws it on its page, and says why."""
        return self.may_withdraw and self.target.recorded_by_id == self.request.user.pk

    def act(self, log: VisitLog) -> None:
        actions.take_back(log, by=self.request.user, at=clock.now())

    def get_success_url(self) -> str:
        return f"{page_of(self.target)}?like={self.target.pk}"

    def get_refused_url(self) -> str:
        return self.target.get_absolute_url()


def page_of(log: VisitLog) -> str:
    """The form on which a log like this one is written."""
    return reverse("visits:talk" if log.kind.code == TALK else "visits:create")
