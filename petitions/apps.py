from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("信访")

    def ready(self) -> None:
        from petitions import screens

        screens.register()
        post_migrate.connect(_load_shipped, sender=self)


def _load_shipped(sender: PetitionsConfig, **kwargs: Any) -> None:
    from petitions import shipped

    # A flush announces itself, too, but without the state of the migrations.
    shipped.load(kwargs.get("apps", installed).get_model("petitions", "CaseField"))
