"""What the forms of contacts share."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import KEEPERS
from accounts.forms.base import DayField, FilterForm, LaidOut, UnitField, open_units, units_where
from accounts.models import Unit, User
from core.fields import EncryptedTextField
from core.forms import check_year

END_PAIRINGS = {"label": _("同时结束这些结对"), "required": False}


class DataForm(LaidOut, forms.ModelForm):
    """A model form that only parses: its instance stays as it was, and the rules are asked by the action.

    Give `user` and `today`, for choices that depend on them.
    """

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        self.user, self.today = user, today
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            column = self._meta.model._meta.get_field(name)
            if isinstance(column, EncryptedTextField):
                field.widget = self.text_widget(name, field)
            elif isinstance(field, forms.DateField) and not isinstance(field, DayField):
                field.widget = DayField().widget
                field.validators.append(check_year)
            elif isinstance(field, forms.IntegerField):
                # How large a number the database holds; the instance, which would be asked, is left alone.
                field.validators += column.validators

    def text_widget(self, name: str, field: Any) -> forms.Widget:
        """A line, or a box for what takes several."""
        long = name in ("hardship", "cause", "outcome")
        return forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs=self.line_attrs(name))

    @staticmethod
    def line_attrs(name: str) -> dict[str, str]:
        return {"inputmode": "tel", "autocomplete": "off"} if name == "phone" else {"autocomplete": "off"}

    def _post_clean(self) -> None:
        """Nothing is written into the instance: it is the row that the page shows, and the action gets the data."""


def kept_units(user: User) -> Any:
    """Open units whose contacts the user keeps."""
    return units_where(user, *KEEPERS)


def visible_units(user: User) -> Any:
    return open_units(Unit.objects.visible_to(user))


class PlaceFilter(FilterForm):
    """A list that can be narrowed to a part of the tree and by name."""

    q = forms.CharField(label=_("名称"), required=False, max_length=40)
    unit = UnitField(label=_("单位（含下级）"), required=False)

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["unit"].queryset = visible_units(user)  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        unit = self.cleaned_data["unit"]
        return rows.under(unit) if unit else rows
