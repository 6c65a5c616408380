"""Forms on what users keep about lists."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, UnitField
from accounts.models import SavedView, User
from accounts.selectors import own_units


class SavedViewForm(LaidOut, forms.ModelForm):
    unit = UnitField(
        label=_("共享给单位"),
        required=False,
        empty_label=_("不共享"),
        help_text=_(
            "共享后，该单位及下属单位的人员在这个列表上都能选用，也能看到其中填写的条件；各人只看到自己有权看的记录。"
        ),
    )

    class Meta:
        model = SavedView
        fields: ClassVar = ["name", "unit", "is_default"]

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = own_units(user)  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The action says it in words."""

    def validate_constraints(self) -> None:
        """As above."""
