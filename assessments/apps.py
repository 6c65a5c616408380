from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("考核与评议")

    def ready(self) -> None:
        from assessments import panels, reward_screens, sweeps, terms
        from assessments.actions.rewards_items import follow_log
        from core.terms import register as register_terms
        from visits import hooks as visit_hooks
        from visits import recorded_elsewhere

        commitments = recorded_elsewhere.Page("assessments:commitment_new", _("公开承诺"))
        recorded_elsewhere.register("commitment", commitments)
        recorded_elsewhere.register("member_commitment", commitments)
        panels.register()
        sweeps.register()
        reward_screens.register()
        visit_hooks.register(follow_log)
        post_migrate.connect(_load_shipped, sender=self)
        register_terms("assessments", terms.TERMS)


def _load_shipped(sender: AssessmentsConfig, **kwargs: Any) -> None:
    from assessments import shipped

    # A flush announces itself, too, but without the state of the migrations; where one app is migrated alone, that
    # state may not hold this one.
    state = kwargs.get("apps", installed)
    if "assessments" in state.app_configs:
        shipped.load(state.get_model("assessments", "AdoptionLevel"))
