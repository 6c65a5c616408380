from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "duties"
    verbose_name = _("制度责任")

    def ready(self) -> None:
        """The floors below may not import this one: they call what is registered here."""
        from accounts import hooks as organisation_hooks
        from contacts import hooks as contact_hooks
        from contacts import quota
        from core import calendar_hooks, chores
        from core.terms import register as register_terms
        from duties import actions, calendar_effects, checks, listeners, moved, rota_days, selectors, terms
        from visits import duty_days
        from visits import hooks as visit_hooks

        visit_hooks.register(listeners.log_changed)
        visit_hooks.register_check(checks.check_logs)
        visit_hooks.register_mover(moved.by_log)
        contact_hooks.register(listeners.pairings_changed)
        organisation_hooks.register(listeners.organisation_changed)
        calendar_hooks.register(calendar_effects.effect_of, calendar_effects.follow)
        chores.register(actions.CHORE, listeners.organisation_changed_for_many)
        quota.register(selectors.quotas)
        duty_days.register(rota_days.CadenceReader())
        register_terms("duties", terms.TERMS)
