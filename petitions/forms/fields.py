"""Choices that several forms of petitions offer."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.base import open_units
from accounts.models import Cadre, Unit
from accounts.selectors import with_posts
from contacts.selectors import Choice
from core.keys import parse_numbers
from core.wording import with_note
from petitions.access import own_paths
from petitions.actions.receiving import Accused
from petitions.actions.routing import cadres_called
from petitions.models import CaseField, CaseKind
from visits.forms.fields import PickField
from visits.selectors import offered_cadres

if TYPE_CHECKING:
    from accounts.models import User

KINDS = [("", gettext_lazy("请选择")), *CaseKind.choices]


def case_field() -> "forms.ModelChoiceField[CaseField]":
    """What a case is about, of the fields that are in use."""
    fields = CaseField.objects.filter(retired_on=None)
    return forms.ModelChoiceField(
        fields, label=gettext_lazy("事项类别"), required=False, empty_label=gettext_lazy("未分类")
    )


class PlainUnitField(forms.ModelChoiceField):
    """A unit of any part of the organisation, named with the one above it; found by typing."""

    def __init__(self, **options: Any):
        super().__init__(Unit.objects.none(), widget=forms.Select(attrs={"data-choose": ""}), **options)

    def label_from_instance(self, obj: Unit) -> str:
        return with_note(obj, obj.parent)


class PickCadresField(PickField):
    """Several cadres, found by typing at `url`; cleans to a list of keys, which `chosen` looks up."""

    def ask(self, url: str) -> None:
        self.widget.attrs |= {"data-choose": "", "data-choose-url": url}

    def offer_cadres(self, cadres: Any) -> None:
        """What stands in the list without script, or was sent before."""
        self.offer([Choice(str(cadre.pk), cadre.name, _note(cadre)) for cadre in cadres])


def _note(cadre: Any) -> str:
    post = cadre.current_posts[0] if cadre.current_posts else None
    return f"{post.unit.label} {post.title}" if post else ""


def chosen(values: list[str], cadres: Any) -> list[Cadre]:
    """The cadres that the values stand for, of those that may be picked."""
    keys = set(parse_numbers(values))
    return list(cadres.filter(pk__in=keys)) if keys else []


class AccusedFields(forms.Form):
    """Whom an accusation is about. Give `user` and `today` before `offer_accused`."""

    terms = {"accused_cadres": "petitions.accused"}
    accused_cadres = PickCadresField(
        label=gettext_lazy("被反映的干部"), required=False, help_text=gettext_lazy("本系统内的干部，输入姓名查找。")
    )
    accused_unit = PlainUnitField(label=gettext_lazy("被反映的单位"), required=False, empty_label=gettext_lazy("无"))
    accused_name = forms.CharField(
        label=gettext_lazy("被反映的其他人或单位"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("不在本系统内的，填写名称。"),
    )

    user: "User"
    today: datetime.date

    def offer_accused(self) -> None:
        self.fields["accused_unit"].queryset = open_units(Unit.objects.all())  # type: ignore[attr-defined]
        field: Any = self.fields["accused_cadres"]
        field.ask(f"{reverse('visits:find_cadres')}?q=")
        sent = self.data.getlist("accused_cadres") if self.is_bound else []
        field.offer_cadres(with_posts(self._accusable().filter(pk__in=parse_numbers(sent)), self.today))

    def _accusable(self) -> Any:
        return offered_cadres(self.user, on=self.today)

    def accused(self) -> tuple[Accused, ...]:
        """Who was named, as the actions take it."""
        data = self.cleaned_data
        found = [Accused(cadre=cadre) for cadre in chosen(data["accused_cadres"], self._accusable())]
        if data["accused_unit"]:
            found.append(Accused(unit=data["accused_unit"]))
        if name := data["accused_name"].strip():
            found += self._called(name) or [Accused(name=name)]
        return tuple(dict.fromkeys(found))

    def _called(self, name: str) -> list[Accused]:
        """Cadres of this name whom the clerk may not see, and so could not pick: of a unit above, or beside."""
        roots = {path.split("/")[0] + "/" for path in own_paths(self.user)}
        return [Accused(cadre=cadre) for root in sorted(roots) for cadre in cadres_called(name, root)]

    def check_accused(self) -> None:
        """An accusation names somebody (article 30: so that it can be kept from them)."""
        if self.cleaned_data.get("kind") == CaseKind.ACCUSATION and not self.accused():
            self.add_error("accused_name", _("检举控告须写明被反映的干部或单位，以便其回避。"))
