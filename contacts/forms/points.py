"""Forms of contact points and their categories."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import DayField, LaidOut
from contacts.forms.base import END_PAIRINGS, DataForm, PlaceFilter, kept_units
from contacts.models import ContactCategory, ContactPoint, TargetKind
from core.search import called


class PointFilter(PlaceFilter):
    category = forms.ModelChoiceField(ContactCategory.objects.none(), label=_("类型"), required=False)
    held = forms.ChoiceField(
        label=_("联系情况"),
        required=False,
        choices=[("", _("全部")), ("none", _("目前无人联系")), ("held", _("已有人联系"))],
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("使用中")), ("withdrawn", _("已撤销")), ("all", _("全部"))]
    )
    field_order = ("q", "category", "unit", "held", "state")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        categories = ContactCategory.objects.filter(target=TargetKind.POINT)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        data, rows = self.cleaned_data, self._in_state(super().narrow(rows))
        if data["category"]:
            rows = rows.filter(category=data["category"])
        if data["held"]:
            rows = rows.held_on(self.today) if data["held"] == "held" else rows.unheld_on(self.today)
        return rows.filter(called(ContactPoint, data["q"])) if data["q"] else rows

    def _in_state(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        if state == "all":
            return rows
        return rows.exclude(withdrawn_on=None) if state == "withdrawn" else rows.filter(withdrawn_on=None)


class PointForm(DataForm):
    terms = {"category": "contacts.point"}
    rows = ["name", ("category", "unit"), ("head_name", "phone"), "address", "opened_on", "note"]

    class Meta:
        model = ContactPoint
        fields = ["name", "category", "unit", "head_name", "phone", "address", "opened_on", "note"]
        widgets = {"unit": forms.Select(attrs={"data-choose": ""})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        in_use = ContactCategory.objects.filter(target=TargetKind.POINT).in_use(self.today)
        current = ContactCategory.objects.filter(pk=self.instance.category_id or 0)
        self.fields["category"].queryset = (in_use | current).distinct()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = kept_units(self.user)  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial.setdefault("opened_on", self.today)


class WithdrawForm(LaidOut, forms.Form):
    on = DayField(label=_("撤销日期"), help_text=_("自当日起不能再结对或走访。"))
    reason = forms.CharField(label=_("撤销原因"), max_length=200)
    end_pairings = forms.BooleanField(**END_PAIRINGS)

    def __init__(self, *args: Any, today: datetime.date, open_pairings: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)
        if not open_pairings:
            del self.fields["end_pairings"]


class CategoryForm(LaidOut, forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40)
    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母、数字和下划线，制度按代码引用，保存后不能修改。")
    )
    target = forms.ChoiceField(label=_("对象"), choices=TargetKind.choices)


class CategoryEditForm(LaidOut, forms.ModelForm):
    class Meta:
        model = ContactCategory
        fields = ["name", "order"]

    def _post_clean(self) -> None:
        """The action writes."""
