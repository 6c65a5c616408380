"""Addresses of receptions, and of leaders in charge of cases."""

from django.urls import path

from petitions.views import receptions, sponsoring, walk_in

urlpatterns = [
    path("receptions/", receptions.Receptions.as_view(), name="receptions"),
    path("receptions/now/", walk_in.WalkIn.as_view(), name="receive"),
    path("receptions/new/", receptions.Open.as_view(), name="reception_open"),
    path("receptions/<int:pk>/", receptions.Register.as_view(), name="reception"),
    path("receptions/<int:pk>/close/", receptions.Close.as_view(), name="reception_close"),
    path("receptions/<int:pk>/cancel/", receptions.Cancel.as_view(), name="reception_cancel"),
    path("receptions/slots/<int:pk>/open/", receptions.OpenSlot.as_view(), name="reception_of_slot"),
    path("sponsorships/", sponsoring.Sponsorships.as_view(), name="sponsorships"),
    path("sponsorships/<int:pk>/", sponsoring.Detail.as_view(), name="sponsorship"),
    path("sponsorships/<int:pk>/report/", sponsoring.Report.as_view(), name="sponsorship_report"),
    path("sponsorships/<int:pk>/end/", sponsoring.End.as_view(), name="sponsorship_end"),
    path("sponsorships/name/<int:pk>/", sponsoring.Name.as_view(), name="sponsor_name"),
]
