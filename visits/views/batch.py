"""Entry from paper record books: a table of rows, checked together, saved all or none."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, ngettext

from core import clock
from core.errors import DomainError
from core.keys import parse_number
from core.views import CreatePage
from visits import actions
from visits.forms import BatchForm
from visits.forms.batch import MOST_ROWS, ROWS
from visits.forms.fields import KindField
from visits.selectors.suggest import keeps_books, kept_cadres
from visits.ways import ways_of


class Batch(CreatePage):
    template_name = "visits/batch.html"
    form_class = BatchForm
    final = gettext_lazy("登记错的，可以逐条撤回。")

    def permitted(self) -> bool:
        return keeps_books(self.request.user)

    @cached_property
    def choices(self) -> dict[str, Any]:
        """What every row offers, read once for all of them."""
        user, today = self.request.user, clock.today()
        kinds = KindField()
        kinds.group()
        cadres = list(kept_cadres(user, on=today).order_by("name", "pk"))
        return {"user": user, "today": today, "cadres": cadres, "kinds": kinds.choices}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {"data": kwargs.get("data"), "form_kwargs": self.choices}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`more` adds rows and keeps what was typed, without judging it."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        rows = parse_number(request.POST.get("form-TOTAL_FORMS")) or 0
        data = request.POST.copy()
        data["form-TOTAL_FORMS"] = str(min(rows, MOST_ROWS - ROWS) + ROWS)
        form = BatchForm(data=data, form_kwargs=self.choices)
        return self.render_to_response(self.get_context_data(form=form, unjudged=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("unjudged", False)
        return super().get_context_data(cadres=self.choices["cadres"], ways=ways_of(self.request.user), **kwargs)

    def act(self, form: Any) -> Any:
        entries = [row.entry() for row in form.filled()]
        logs, refused = actions.log_visits(entries, by=self.request.user, at=clock.now())
        if refused:
            form.refuse(refused)
            raise DomainError(gettext("有记录没有通过检查，全部未保存，请改正后再提交。"))
        return logs

    def get_success_url(self) -> str:
        return reverse("visits:list")

    def get_success_message(self) -> str:
        number = len(self.result)
        return ngettext("已登记%(number)d条记录。", "已登记%(number)d条记录。", number) % {"number": number}
