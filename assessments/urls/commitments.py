"""Addresses of commitments: of the staff, and of everybody."""

from django.urls import path

from assessments.views import commitments, people_commitments

urlpatterns = [
    path("assessments/commitments/", commitments.Commitments.as_view(), name="commitments"),
    path("assessments/commitments/new/", commitments.New.as_view(), name="commitment_new"),
    path("assessments/commitments/<int:pk>/", commitments.Detail.as_view(), name="commitment"),
    path("assessments/commitments/<int:pk>/edit/", commitments.Edit.as_view(), name="commitment_edit"),
    path("assessments/commitments/<int:pk>/publish/", commitments.Publish.as_view(), name="commitment_publish"),
    path("assessments/commitments/<int:pk>/progress/", commitments.Progress.as_view(), name="commitment_progress"),
    path("assessments/commitments/<int:pk>/fulfil/", commitments.Fulfil.as_view(), name="commitment_fulfil"),
    path("assessments/commitments/<int:pk>/withdraw/", commitments.Withdraw.as_view(), name="commitment_withdraw"),
    path("assessments/commitments/poster/<int:unit>/", commitments.Poster.as_view(), name="commitments_poster"),
    path("p/commitments/<int:unit>/", people_commitments.UnitCommitments.as_view(), name="public_commitments"),
    path("p/commitments/<int:unit>/<int:pk>/", people_commitments.Rate.as_view(), name="public_commitment_rate"),
]
