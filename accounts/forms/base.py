"""Parts of the forms: layout, dates, choices of units and people."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit, User
from core.forms import DayField, long_text
from core.wording import run_on, with_note

# A field name, several side by side, or a heading with such rows.
Row = str | tuple[str, ...] | tuple[Any, list[Any]]


def layout_of(rows: list[Any]) -> list[Any]:
    """Rows of a form as crispy wants them: "a" · ("a", "b") side by side · [heading, row, row …] under a heading."""
    parts: list[Any] = []
    for row in rows:
        if isinstance(row, str):
            parts.append(row)
        elif isinstance(row, tuple):
            parts.append(Div(*row, css_class="field-row"))
        else:
            parts.append(Fieldset(str(row[0]), *layout_of(row[1:])))
    return parts


class LaidOut:
    """A form that says in `rows` how its fields stand; without rows they stand one under the other."""

    rows: list[Any] = []

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*layout_of(self.rows or list(self.fields)))  # type: ignore[attr-defined]
        return helper


class MonthField(DayField):
    """A month, kept as its first day."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "1980-01"})

    def __init__(self, **kwargs: Any):
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.replace(day=1) if day else None


class UnitField(forms.ModelChoiceField):
    """A unit, named with the one above it; set `queryset` in the form."""

    def __init__(self, **kwargs: Any):
        super().__init__(Unit.objects.none(), widget=forms.Select(attrs={"data-choose": ""}), **kwargs)

    def label_from_instance(self, obj: Unit) -> str:
        return with_note(obj, obj.parent)


class CadreField(forms.ModelChoiceField):
    """A cadre, named with unit and post; give it `cadres_for_choice`."""

    def __init__(self, **kwargs: Any):
        super().__init__(Cadre.objects.none(), widget=forms.Select(attrs={"data-choose": ""}), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        post = obj.current_posts[0] if obj.current_posts else None
        return with_note(obj, run_on(post.unit.label, post.title)) if post else str(obj)


class CadresField(forms.ModelMultipleChoiceField):
    """Several cadres, each named with unit and post; give it `cadres_for_choice`."""

    def __init__(self, **kwargs: Any):
        super().__init__(Cadre.objects.none(), widget=forms.SelectMultiple(attrs={"data-choose": ""}), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        post = obj.current_posts[0] if obj.current_posts else None
        return with_note(obj, run_on(post.unit.label, post.title)) if post else str(obj)


class UserField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any):
        super().__init__(User.objects.none(), widget=forms.Select(attrs={"data-choose": ""}), **kwargs)


class FilterForm(forms.Form):
    """A GET form over a list."""

    def narrow(self, rows: Any) -> Any:
        return rows


def open_units(units: Any) -> Any:
    return units.filter(closed_on=None).select_related("parent")


def units_where(user: User, *roles: str) -> Any:
    """Open units on which the user holds one of the roles, or on one above."""
    return open_units(Unit.objects.filter(user.access.within("path", *roles)))


class PlainForm(LaidOut, forms.Form):
    """Nothing to fill in: only a question to be confirmed."""


class ReasonForm(LaidOut, forms.Form):
    reason = long_text(_("原因"), 3, most=200, error_messages={"required": _("请填写原因。")})


class EndForm(LaidOut, forms.Form):
    """The last day of something."""

    end = DayField(label=_("结束日期"))


class OnForm(LaidOut, forms.Form):
    """The day from which a change holds."""

    on = DayField(label=_("生效日期"))
