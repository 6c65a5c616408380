"""Pages of the regulations that come with the product: choosing, what they would do, and taking one back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from accounts.access import ADMINS
from accounts.forms.base import PlainForm
from accounts.views.base import Acting
from core.errors import DomainError
from core.keys import parse_numbers
from core.undo import Undo
from core.views import ActionView, TargetActionView, say
from duties import actions, preview
from duties.forms.shipped import ShippedForm
from duties.models import Rulebook, RulebookVersion
from duties.rulebook_file import RulebookError
from duties.shipped_books import shipped_books

# Names of the action's arguments where the form calls them otherwise.
_FIELDS = {"effective_from": "start"}


class ShippedRulebooks(Acting, ActionView):
    """Choose some, look at what they would do, put them in force."""

    template_name = "duties/shipped.html"
    form_class = ShippedForm
    success_url = reverse_lazy("duties:rulebooks")

    def permitted(self) -> bool:
        user: Any = self.request.user
        return bool(user.access.has_role(*ADMINS))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "today": self.today}

    def form_valid(self, form: Any) -> HttpResponse:
        if "confirm" in self.request.POST:
            return super().form_valid(form)
        data, books = form.cleaned_data, shipped_books()
        asked = {"unit": data["unit"], "start": data["start"], "on": self.today}
        try:
            shown = [preview.preview(books[code].text, **asked) for code in data["books"]]
        except RulebookError as error:
            form.add_error("books", [mistake.text for mistake in error.mistakes])
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, previews=shown))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"previews": [], **kwargs})

    def act(self, form: Any) -> list[RulebookVersion]:
        data = form.cleaned_data
        asked = {"unit": data["unit"], "effective_from": data["start"], "on": self.today}
        try:
            versions = actions.load_shipped(data["books"], **asked, **self.stamp)
        except DomainError as error:
            raise DomainError(error.message, field=_FIELDS.get(error.field or "", error.field)) from error
        except RulebookError as error:
            raise DomainError(str(error), field="books") from error
        actions.recompute(on=self.today, since=min(data["start"], self.today))
        return versions

    def get_success_message(self) -> str:
        count = len(self.result)
        return ngettext("已施行%(count)d项制度，责任已经算出。", "已施行%(count)d项制度，责任已经算出。", count) % {
            "count": count
        }

    def get_undo(self) -> Undo:
        return Undo(reverse("duties:unload"), {"book": [version.rulebook_id for version in self.result]})


class Unload(Acting, View):
    """The button 撤销 after several were put in force: all of them, or none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        keys = parse_numbers(request.POST.getlist("book"))
        books = list(Rulebook.objects.visible_to(user).filter(pk__in=keys).select_related("unit"))
        try:
            actions.unload_rulebooks(books, **self.stamp)
        except DomainError as error:
            return say(request, error.message, then="duties:rulebooks", level="error")
        return say(request, _("已撤销载入，没有留下责任。"), then="duties:rulebook_shipped")


class UnloadOne(Acting, TargetActionView):
    """Asks before a regulation is taken back."""

    queryset = Rulebook.objects.select_related("unit")
    template_name = "components/confirm_page.html"
    form_class = PlainForm
    success_url = reverse_lazy("duties:rulebooks")
    success_message = gettext_lazy("已撤销载入，没有留下责任。")
    final = gettext_lazy("需要的，可以重新载入。")

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.unit.path, *ADMINS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {
            "heading": _("撤销载入《%(title)s》") % {"title": self.target},
            "question": _("这项制度和按它算出的责任、值班表一并删除，如同没有载入。"),
            "consequences": [_("载入之后已经登记走访的，或者已有新版本的，不能撤销。")],
            "submit": _("撤销载入"),
            "danger": True,
            "cancel_url": self.target.get_absolute_url(),
        }
        return super().get_context_data(**page, **kwargs)

    def act(self, form: Any) -> None:
        actions.unload_rulebook(self.target, **self.stamp)
