"""What a petition office sets."""

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, open_units
from accounts.models import Unit
from petitions.forms.fields import PlainUnitField
from petitions.models import PetitionSettings

if TYPE_CHECKING:
    from accounts.models import User


class SettingsForm(LaidOut, forms.Form):
    terms = {"pauses_in_mediation": "petitions.mediation_pause"}
    mark = forms.CharField(label=_("代字"), max_length=20, help_text=_("编号和文号的开头，例如：信、青信。"))
    slug = forms.SlugField(
        label=_("网上诉求地址"),
        max_length=40,
        help_text=_("网页地址的最后一段，只能用英文字母、数字和连字符，例如：qingshan。"),
    )
    has_form = forms.BooleanField(label=_("开通网上诉求"), required=False)
    welcome = forms.CharField(
        label=_("填写说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(
        label=_("联系电话"), required=False, max_length=40, help_text=_("不便上网的群众可以拨打；在网页上公开。")
    )
    registers_matters = forms.BooleanField(
        label=_("走访诉求自动登记"), required=False, help_text=_("走访中听到、没有当场解决的，自动登记为信访事项。")
    )
    pauses_in_mediation = forms.BooleanField(label=_("调解期间中止计时"), required=False, help_text=_("第三十三条。"))
    reopen_days = forms.IntegerField(
        label=_("可重新办理天数"),
        min_value=0,
        max_value=365,
        help_text=_("答复后，信访人凭查询码可以要求重新办理的天数。"),
    )
    discipline_unit = PlainUnitField(
        label=_("纪检监察机构"),
        required=False,
        empty_label=_("未设置"),
        help_text=_("反映信访部门或其负责人的事项，直接送该机构（第三十条）。"),
    )
    rows: ClassVar[list[Any]] = [
        ("mark", "phone"),
        [_("网上诉求"), "has_form", "slug", "welcome"],
        "registers_matters",
        "pauses_in_mediation",
        "reopen_days",
        "discipline_unit",
    ]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["discipline_unit"].queryset = open_units(Unit.objects.all())  # type: ignore[attr-defined]


def initial_settings(row: PetitionSettings, *, is_own: bool) -> dict[str, Any]:
    """What the form begins with: those in force; the address is the unit's own."""
    values = {name: getattr(row, name) for name in SettingsForm.base_fields}
    return values if is_own else values | {"slug": ""}


class LimitForm(LaidOut, forms.Form):
    days = forms.IntegerField(label=_("天数"), min_value=1, max_value=3650)
    is_working = forms.BooleanField(label=_("按工作日计算"), required=False)
    most_extension = forms.IntegerField(label=_("最多延长天数"), min_value=0, max_value=3650)
    article = forms.CharField(
        label=_("依据"), max_length=60, help_text=_("文件名称和条款，例如：《县信访工作规则》第八条。")
    )


class FieldForm(LaidOut, forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40)
    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("只能用英文字母、数字和连字符，不能更改。"))


class UnitPicker(forms.Form):
    """Which unit's settings are shown."""

    def __init__(self, data: Any, *, units: Any, unit: Unit):
        super().__init__({"unit": data.get("unit") or unit.pk})
        widget = forms.Select(attrs={"data-choose": ""})
        self.fields["unit"] = forms.ModelChoiceField(units, label=_("单位"), empty_label=None, widget=widget)
