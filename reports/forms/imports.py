"""The form that takes a workbook, and the one that asks before it is brought in."""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, UnitField
from accounts.models import User
from core.files import CheckedFile
from core.forms import WorkbookField
from reports.imports.base import Workbook
from reports.imports.registry import units_for

# What people send instead, and what they are to do.
OTHERS = {".xls", ".et", ".csv", ".ods", ".xlsm", ".txt"}


class ImportField(WorkbookField):
    """A workbook; who sends one of another kind is told how to make it one of this kind."""

    default_error_messages: ClassVar = {"required": _("请选择填好的表格。")}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile:  # type: ignore[override]
        suffix = PurePosixPath(getattr(data, "name", "") or "").suffix.lower()
        if suffix in OTHERS:
            text = gettext("不能读取%(suffix)s文件。请在Excel或WPS中用“另存为”存成.xlsx格式后再上传。")
            raise forms.ValidationError(text % {"suffix": suffix})
        return super().clean(data, initial)


class ImportUploadForm(LaidOut, forms.Form):
    """The file, and the unit at or below which everything in it lies."""

    file = ImportField(label=_("填好的表格"))
    unit = UnitField(
        label=_("导入范围"), empty_label=None, help_text=_("表中的单位都在这个单位或其下级之内；其他单位不会改动。")
    )

    def __init__(self, *args: Any, user: User, book: Workbook, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(user, book)
        self.fields["unit"].initial = self.fields["unit"].queryset.first()


class ApplyForm(LaidOut, forms.Form):
    """Carries what the person saw, so that nothing else is brought in."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
