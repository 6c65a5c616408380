"""Many entries from a paper record book: one row for each, all checked together."""

import datetime
import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre
from contacts.selectors import Target, find_targets
from core.errors import DomainError
from core.forms import DayField
from visits.entries import MatterHeard
from visits.forms.fields import KindField
from visits.selectors.suggest import pairing_choices, resolve_chosen

if TYPE_CHECKING:
    from accounts.models import User

ROWS = 5
MOST_ROWS = 100
SEPARATORS = re.compile(r"[、，,;；\n]+")


class RowForm(forms.Form):
    """One line of the book. Names are written as on paper, several with 、 between them."""

    first_day = DayField(label=_("走访日期"), error_messages={"required": _("请填写走访日期。")})
    kind = KindField()
    cadres = forms.CharField(
        label=_("走访干部"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "cadre-names", "autocomplete": "off"}),
        error_messages={"required": _("请填写走访干部的姓名。")},
    )
    targets = forms.CharField(label=_("走访对象"), required=False, max_length=300)
    content = forms.CharField(label=_("基本情况"), required=False, max_length=5000)
    matter_text = forms.CharField(label=_("反映问题"), required=False, max_length=2000)
    matter_reply = forms.CharField(label=_("当场答复"), required=False, max_length=2000)

    def __init__(self, *args: Any, user: "User", today: datetime.date, cadres: list[Cadre], kinds: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today, self.offered = user, today, cadres
        self.fields["kind"].choices = kinds
        self.fields["kind"].initial = kinds[0][1][0][0] if kinds else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or not data.get("first_day"):
            return data
        if data["matter_reply"] and not data["matter_text"]:
            self.add_error("matter_text", gettext("有答复的，请填写反映的问题。"))
        self._look_up(data, "cadres", self._cadre)
        if "who" in data:
            self._look_up(data, "targets", self._target)
        return data

    def _look_up(self, data: dict[str, Any], field: str, find: Any) -> None:
        """Turn written names into rows, or say at the field which name is not clear."""
        found = {"cadres": "who", "targets": "whom"}[field]
        try:
            data[found] = [find(name, data) for name in names(data[field])]
        except DomainError as error:
            self.add_error(field, error.message)

    def _cadre(self, name: str, data: dict[str, Any]) -> Cadre:
        matching = [cadre for cadre in self.offered if cadre.name == name]
        return only(matching, name, gettext("没有找到干部“%(name)s”，请核对姓名。"))

    def _target(self, name: str, data: dict[str, Any]) -> Target:
        """By name: among what the cadres hold on that day first, then among all that the user sees."""
        ids, on = [cadre.pk for cadre in data["who"]], data["first_day"]
        choices = [choice for choice in pairing_choices(ids, on=on) if choice.label == name]
        choices = choices or [choice for choice in find_targets(self.user, name, on=on) if choice.label == name]
        choice = only(choices, name, gettext("没有找到走访对象“%(name)s”，请核对名称，或先在联系点、联系户中登记。"))
        return resolve_chosen(self.user, [choice.value], cadre_ids=ids, on=on)[0]

    def entry(self) -> dict[str, Any]:
        """The keyword arguments of `visits.actions.log_visit`."""
        data = self.cleaned_data
        reply = data["matter_reply"].strip()
        heard = [MatterHeard(data["matter_text"], bool(reply), reply)] if data["matter_text"].strip() else []
        return {
            "kind": data["kind"],
            "first_day": data["first_day"],
            "cadres": data["who"],
            "targets": data["whom"],
            "content": data["content"],
            "matters": heard,
            "is_from_paper": True,
        }


def names(text: str) -> list[str]:
    return [name.strip() for name in SEPARATORS.split(text) if name.strip()]


def only(rows: list[Any], name: str, missing: str) -> Any:
    """The one row; otherwise the refusal says whether there is none or more than one."""
    if not rows:
        raise DomainError(missing % {"name": name})
    if len(rows) > 1:
        raise DomainError(gettext("有多个“%(name)s”，请在登记走访页面选择后单独登记。") % {"name": name})
    return rows[0]


class BatchFormSet(BaseFormSet):
    """Rows that were filled, in their order; an empty row is no row."""

    # So that an action's refusal can be put on top of it (core.views.show_refusal).
    fields: ClassVar[dict[str, Any]] = {}

    def add_error(self, field: None, message: str) -> None:
        self.non_form_errors().append(message)

    def filled(self) -> list[RowForm]:
        return [form for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        if not any(self.errors) and not self.filled():
            raise forms.ValidationError(gettext("请至少填写一行。"))

    def refuse(self, refused: dict[int, DomainError]) -> None:
        """Put what the action refused into the rows."""
        for number, error in refused.items():
            form = self.filled()[number]
            form.add_error(error.field if error.field in form.fields else None, error.message)


BatchForm = forms.formset_factory(
    RowForm, formset=BatchFormSet, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
