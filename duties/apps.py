from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "duties"
    verbose_name = _("制度责任")

    def ready(self) -> None:
        """The floors below may not import this one: they call what is registered here."""
        from contacts import hooks as contact_hooks
        from contacts import quota
        from duties import checks, listeners, moved, selectors
        from visits import hooks as visit_hooks

        visit_hooks.register(listeners.log_changed)
        visit_hooks.register_check(checks.check_logs)
        visit_hooks.register_mover(moved.by_log)
        contact_hooks.register(listeners.pairings_changed)
        quota.register(selectors.quotas)
