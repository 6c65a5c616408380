"""Forms of the kinds of unit that an organisation adds."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut
from accounts.models import OwnUnitKind


class UnitKindForm(LaidOut, forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如“车间”“年级组”“病区”。"))
    code = forms.CharField(
        label=_("代码"),
        max_length=30,
        required=False,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("代码由小写字母、数字和下划线组成，以字母开头。"))],
        help_text=_("例如 workshop，制度文件按代码引用，保存后不能修改。不填的由系统编一个。"),
    )


class UnitKindEditForm(LaidOut, forms.ModelForm):
    class Meta:
        model = OwnUnitKind
        fields = ["name", "order"]

    def _post_clean(self) -> None:
        """The action writes."""
