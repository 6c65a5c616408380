from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("考核与评议")

    def ready(self) -> None:
        from assessments import sweeps

        sweeps.register()
