"""What is asked when a step of setting up is left out."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import ReasonForm


class SkipForm(ReasonForm):
    """Why the organisation does without it."""

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("例如：暂不使用邮件提醒。以后随时可以恢复。")
