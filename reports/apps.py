from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("报表")

    def ready(self) -> None:
        from core.terms import register as register_terms
        from reports import import_maker, makers, paper_makers, paper_panels, sweeps, terms

        makers.register()
        import_maker.register()
        paper_makers.register()
        paper_panels.register()
        sweeps.register()
        register_terms("reports", terms.TERMS)
