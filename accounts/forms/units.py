"""Forms of the tree."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import DayField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Post, Unit, UnitKind, User, unit_kind_choices
from core.keys import parse_number
from core.wording import with_note

NOTE = {"label": _("说明"), "max_length": 200, "required": False}


class UnitFilter(FilterForm):
    q = forms.CharField(label=_("单位名称"), required=False)

    def narrow(self, rows: Any) -> Any:
        text = self.cleaned_data["q"]
        return rows.filter(name__icontains=text) | rows.filter(short_name__icontains=text) if text else rows


class FoundForm(LaidOut, forms.Form):
    """The root of the tree."""

    name = forms.CharField(label=_("单位名称"), max_length=100, help_text=_("最上级单位的全称，例如某某县。"))
    kind = forms.ChoiceField(label=_("单位类型"), choices=unit_kind_choices)


class UnitForm(LaidOut, forms.Form):
    """A new unit under a parent that the address names."""

    name = forms.CharField(label=_("单位名称"), max_length=100)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("单位类型"), choices=unit_kind_choices, initial=UnitKind.DEPARTMENT)
    opened_on = DayField(label=_("设立日期"), required=False)
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=99999, initial=0, help_text=_("数字小的在前。"))
    rows = ["name", ("short_name", "kind"), ("opened_on", "order")]


class UnitEditForm(LaidOut, forms.ModelForm):
    """A unit may keep a kind that is no longer in use."""

    kind = forms.ChoiceField(label=_("单位类型"))

    class Meta:
        model = Unit
        fields = ["short_name", "kind", "order"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = {self.instance.kind: self.instance.get_kind_display()}
        self.fields["kind"].choices = [*(own | dict(unit_kind_choices())).items()]  # type: ignore[attr-defined]


class ChangeForm(LaidOut, forms.Form):
    """What every change of the tree asks: since when, and a note."""

    on = DayField(label=_("生效日期"))
    note = forms.CharField(**NOTE)

    def __init__(self, *args: Any, user: User, unit: Unit, today: datetime.date, **kwargs: Any):
        kwargs["initial"] = {"on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.user, self.unit = user, unit

    def elsewhere(self) -> Any:
        """Open units that the user administers, other than this one and what is below it."""
        units = Unit.objects.administered_by(self.user)
        return open_units(units).exclude(path__startswith=self.unit.path)


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("新名称"), max_length=100)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    field_order = ["name", "short_name"]


class MoveForm(ChangeForm):
    parent = UnitField(label=_("新的上级单位"))
    field_order = ["parent"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = self.elsewhere()


class MergeForm(ChangeForm):
    into = UnitField(label=_("并入单位"))
    field_order = ["into"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = self.elsewhere()


class CloseForm(ChangeForm):
    successor = UnitField(label=_("承接单位"), required=False)
    field_order = ["successor"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = self.elsewhere()


class TickedField(forms.ModelMultipleChoiceField):
    """Rows to tick. What cannot be a row's key is refused before the database is asked, which may not hold it."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if parse_number(str(key)) is None:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class PostsField(TickedField):
    def label_from_instance(self, obj: Post) -> str:
        return with_note(obj.cadre, obj.title)


class SplitForm(ChangeForm):
    name = forms.CharField(label=_("新单位名称"), max_length=100)
    kind = forms.ChoiceField(label=_("单位类型"), choices=unit_kind_choices)
    posts = PostsField(Post.objects.none(), label=_("划入的干部"), required=False)
    children = TickedField(Unit.objects.none(), label=_("划入的下级单位"), required=False)
    field_order = ["name", "kind", "posts", "children"]

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, today=today, **kwargs)
        self.fields["posts"].queryset = Post.objects.in_force(today).filter(unit=self.unit).select_related("cadre")
        self.fields["children"].queryset = self.unit.children.filter(closed_on=None)
        self.fields["kind"].initial = self.unit.kind
