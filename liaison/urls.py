"""All addresses. Each app owns its part; every page is private unless its view says otherwise."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from core.views import healthz
from reports.api.endpoints import addresses
from reports.views.home import home

handler400 = "core.failures.bad_request"
urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("contacts.urls")),
    path("", include("visits.urls")),
    # Before petitions, whose forms have every other name under p/ (petitions.shipped.RESERVED_SLUGS).
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
    path("", include("petitions.urls")),
    path("", include("duties.urls")),
    path("api/", addresses()),
]
