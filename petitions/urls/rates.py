"""Addresses of the three rates and of the year's figures."""

from django.urls import path

from petitions.views import rates

urlpatterns = [
    path("petitions/rates/", rates.RatesPage.as_view(), name="rates"),
    path("petitions/rates/close/", rates.CloseQuarter.as_view(), name="rates_close"),
    path("petitions/rates/exclusions/", rates.Exclusions.as_view(), name="exclusions"),
    path("petitions/rates/exclusions/<int:pk>/rule/", rates.Rule.as_view(), name="exclusion_rule"),
    path("petitions/rates/exclusions/<int:pk>/appeal/", rates.Appeal.as_view(), name="exclusion_appeal"),
    path("petitions/<int:pk>/exclusion/", rates.AskExclusion.as_view(), name="exclusion_ask"),
    path("petitions/figures/", rates.Figures.as_view(), name="figures"),
]
