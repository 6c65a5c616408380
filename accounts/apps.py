from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("账号与组织")

    def ready(self) -> None:
        """What a leader supervises hangs on them when they leave; lists ask what is kept about them; each request reads
        the kinds of unit anew."""
        from accounts import finding, kept_lists, leavers, terms
        from accounts.models import forget_unit_kinds
        from core.terms import register as register_terms

        finding.register()
        leavers.register()
        kept_lists.register()
        request_started.connect(forget_unit_kinds)
        register_terms("accounts", terms.TERMS)
