from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("联系对象")

    def ready(self) -> None:
        post_migrate.connect(_load_shipped, sender=self)


def _load_shipped(sender: ContactsConfig, **kwargs: Any) -> None:
    from contacts import shipped

    shipped.load(kwargs["apps"].get_model("contacts", "ContactCategory"))
