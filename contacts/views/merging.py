"""Pages on which households that were entered twice are found and merged."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.views.base import Acting
from contacts import actions
from contacts.forms.households import MergeForm
from contacts.models import Household
from contacts.selectors import may_keep
from contacts.selectors.duplicates import likely_duplicates
from contacts.views.base import KeeperPage
from core.views import ActionView, PermittedMixin


class DuplicateList(KeeperPage, PermittedMixin, TemplateView):
    template_name = "contacts/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(duplicates=likely_duplicates(self.request.user), **kwargs)


class MergePage(Acting, ActionView):
    """Two rows side by side, and which of them stays: /households/merge/?first=3&second=9."""

    template_name = "contacts/merge.html"
    form_class = MergeForm
    success_message = gettext_lazy("两户已合并，走访、结对和帮扶记录已归到保留的一户。")
    final = gettext_lazy("合并不能撤销，记录已归到保留的一户。")

    @cached_property
    def pair(self) -> tuple[Household, Household]:
        keys = [self.request.GET.get(name, "") for name in ("first", "second")]
        rows = Household.objects.visible_to(self.request.user).select_related("unit")
        found = rows.prefetch_related("residents", "pairings", "help_plans").in_bulk(
            [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        )
        if len(found) != 2:
            raise Http404
        return found[int(keys[0])], found[int(keys[1])]

    def permitted(self) -> bool:
        if not all(may_keep(self.request.user, household.unit) for household in self.pair):
            raise PermissionDenied(_("只有同时负责两户所在村（社区）的人员才能合并。"))
        return True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pair": self.pair}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pair=self.pair, cancel_url=reverse("contacts:duplicates"), **kwargs)

    def act(self, form: Any) -> Household:
        keep, drop = sorted(self.pair, key=lambda row: str(row.pk) != form.cleaned_data["keep"])
        other_village = form.cleaned_data.get("other_village", False)
        return actions.merge_households(keep, drop, other_village=other_village, **self.stamp)
