from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = _("走访")

    def ready(self) -> None:
        from core.terms import register as register_terms
        from visits import card_logs, finding, hooks, leavers, panels, rota_listeners, screens, terms, ways
        from visits.actions.filling import follow_log

        finding.register()
        card_logs.register()
        panels.register()
        leavers.register()
        screens.register()
        hooks.register(follow_log)
        rota_listeners.register()
        ways.register_own()
        post_migrate.connect(_load_shipped, sender=self)
        register_terms("visits", terms.TERMS)


def _load_shipped(sender: VisitsConfig, **kwargs: Any) -> None:
    from visits import shipped

    # A flush announces itself, too, but without the state of the migrations.
    shipped.load(kwargs.get("apps", installed).get_model("visits", "VisitKind"))
