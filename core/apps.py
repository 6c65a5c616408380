from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("基础")

    def ready(self) -> None:
        from core import reindexing, search_index

        reindexing.register()
        post_migrate.connect(search_index.ensure, sender=self)
