"""Pages of what officers read first (R17.8)."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from accounts.views.base import Acting, FormPage
from assessments.actions import officers_reading as reading
from assessments.forms import officers as forms
from assessments.models import Reading, ReadingItem
from assessments.querysets.officers import OFFICER_KEEPERS
from assessments.selectors.officers import missing_readers
from assessments.views.officers import own_post
from core.undo import AGAIN
from core.views import CreatePage, ListPage, PostActionView, VisibleMixin

# So many who have not read it yet are named; the rest is a number.
SHOWN = 100


class ReadingList(Acting, ListPage):
    model = ReadingItem
    template_name = "assessments/reading.html"

    def get_queryset(self) -> Any:
        mine = Reading.objects.filter(item=OuterRef("pk"), cadre=self.request.user.cadre_id)
        rows = super().get_queryset().select_related("unit").annotate(is_read=Exists(mine))
        return rows.order_by("retired_on", "-issued_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may, is_officer = user.access.has_role(*OFFICER_KEEPERS), own_post(user, self.today) is not None
        return super().get_context_data(may_keep=may, is_officer=is_officer, **kwargs)


class Item(Acting, VisibleMixin, DetailView):
    """The text, the tick for an officer, and who has not read it yet for those who keep the list."""

    model = ReadingItem
    template_name = "assessments/reading_item.html"
    context_object_name = "item"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.request.user
        post = own_post(user, self.today)
        owes = post is not None and post.cadre_id == user.cadre_id and post.unit.path.startswith(item.unit.path)
        keeps = user.access.covers(item.unit.path, *OFFICER_KEEPERS)
        return super().get_context_data(
            may_retire=keeps and item.retired_on is None,
            owes=owes and item.retired_on is None,
            reading=item.readings.filter(cadre=user.cadre_id).first() if user.cadre_id else None,
            **self._missing(item),
            **kwargs,
        )

    def _missing(self, item: ReadingItem) -> dict[str, Any]:
        if item.retired_on or not self.request.user.access.covers(item.unit.path, *forms.READERS):
            return {"is_listed": False}
        missing = missing_readers(item, on=self.today)
        count = missing.count()
        return {"is_listed": True, "missing": missing[:SHOWN], "count": count, "more": max(count - SHOWN, 0)}


class Add(Acting, FormPage, CreatePage):
    form_class = forms.ReadingForm
    heading = _("列入先学文件")
    lead_text = _("适用单位的联络员会在收件箱中看到通知。")
    success_message = _("已列入先学文件。")
    undo_view = "assessments:reading_retire"

    def permitted(self) -> bool:
        return self.request.user.access.has_role(*OFFICER_KEEPERS)

    def get_parent(self) -> tuple[str, Any]:
        return reverse("assessments:reading"), _("先学文件")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def act(self, form: Any) -> ReadingItem:
        data = form.cleaned_data
        return reading.list_reading(data.pop("unit"), **data, on=self.today, **self.stamp)


class Tick(Acting, PostActionView):
    """The button 已读, for an officer."""

    model = ReadingItem
    success_message = _("已登记阅读。")
    final = _("已登记的阅读不能撤销。")

    def permitted(self) -> bool:
        return self.request.user.cadre_id is not None

    def act(self, obj: ReadingItem) -> None:
        reading.tick_read(obj, self.request.user.cadre, on=self.today, **self.stamp)


class Retire(Acting, PostActionView):
    model = ReadingItem
    success_message = _("已停用，联络员不必再阅读。")
    final = AGAIN

    def permitted(self) -> bool:
        return self.request.user.access.covers(self.target.unit.path, *OFFICER_KEEPERS)

    def act(self, obj: ReadingItem) -> None:
        reading.retire_reading(obj, on=self.today, **self.stamp)
