"""Contact points, households and residents, pairings by year, help plans."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("联系对象")

    def ready(self) -> None:
        from contacts import card_listeners, card_panels, finding, leavers, terms
        from core.terms import register as register_terms

        finding.register()
        leavers.register()
        card_listeners.register()
        card_panels.register()
        post_migrate.connect(_load_shipped, sender=self)
        register_terms("contacts", terms.TERMS)


def _load_shipped(sender: ContactsConfig, **kwargs: Any) -> None:
    from contacts import shipped

    # A flush announces itself, too, but without the state of the migrations.
    shipped.load(kwargs.get("apps", installed).get_model("contacts", "ContactCategory"))
