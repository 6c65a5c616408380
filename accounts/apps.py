from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("账号与组织")

    def ready(self) -> None:
        """What a leader supervises hangs on them when they leave."""
        from accounts import leavers

        leavers.register()
