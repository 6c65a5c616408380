from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("信访")

    def ready(self) -> None:
        from core import calendar_hooks
        from core.terms import register as register_terms
        from petitions import calendar_effects, finding, public_forms, screens, sweeps, terms
        from petitions.actions.from_matters import follow_log
        from petitions.selectors.ledger import ratings_of_logs
        from petitions.views.receptions import may_keep_any
        from visits import hooks as visit_hooks
        from visits import ratings, ways

        finding.register()
        public_forms.register()
        screens.register()
        sweeps.register()
        calendar_hooks.register(calendar_effects.effect_of, calendar_effects.follow)
        visit_hooks.register(follow_log)
        ratings.register(ratings_of_logs)
        ways.register(ways.Way("petitions:receive", _("接待来访"), may_keep_any, 3))
        post_migrate.connect(_load_shipped, sender=self)
        register_terms("petitions", terms.TERMS)


def _load_shipped(sender: PetitionsConfig, **kwargs: Any) -> None:
    from petitions import shipped

    # A flush announces itself, too, but without the state of the migrations; where one app is migrated alone, that
    # state may not hold this one.
    state = kwargs.get("apps", installed)
    if "petitions" in state.app_configs:
        shipped.load(state.get_model("petitions", "CaseField"))
