"""What is asked when a step of setting up is left out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import LaidOut, ReasonForm


class SkipForm(ReasonForm):
    """Why the organisation does without it."""

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("例如：暂不使用邮件提醒。以后随时可以恢复。")


class StartOverForm(LaidOut, forms.Form):
    """The organisation's name, typed in full by whoever means it."""

    name = forms.CharField(label=_("最上级单位的全称"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
