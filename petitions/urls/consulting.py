"""Addresses of plans put to all staff, and of what delegates send up."""

from django.urls import path

from petitions.views import consulting

urlpatterns = [
    path("consultations/", consulting.Consultations.as_view(), name="consultations"),
    path("consultations/new/", consulting.OpenConsultation.as_view(), name="consultation_open"),
    path("consultations/<int:pk>/", consulting.Detail.as_view(), name="consultation"),
    path("consultations/<int:pk>/opinion/", consulting.GiveOpinion.as_view(), name="opinion"),
    path("consultations/<int:pk>/publish/", consulting.Publish.as_view(), name="consultation_publish"),
    path("proposals/", consulting.Proposals.as_view(), name="proposals"),
    path("proposals/new/", consulting.SendUp.as_view(), name="proposal_new"),
]
