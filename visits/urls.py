"""Addresses of the visit log."""

from django.urls import path

from visits.views import batch, files, find, logs, matters

app_name = "visits"
urlpatterns = [
    path("visits/", logs.Logs.as_view(), name="list"),
    path("visits/new/", logs.Create.as_view(), name="create"),
    path("visits/batch/", batch.Batch.as_view(), name="batch"),
    path("visits/find/targets/", find.find_targets_view, name="find_targets"),
    path("visits/find/cadres/", find.find_cadres_view, name="find_cadres"),
    path("visits/find/pairings/", find.pairings_view, name="find_pairings"),
    path("visits/<int:pk>/", logs.Detail.as_view(), name="detail"),
    path("visits/<int:pk>/saved/", logs.Saved.as_view(), name="saved"),
    path("visits/<int:pk>/undo/", logs.Undo.as_view(), name="undo"),
    path("visits/<int:pk>/change/", logs.Change.as_view(), name="change"),
    path("visits/<int:pk>/withdraw/", logs.Withdraw.as_view(), name="withdraw"),
    path("visits/<int:pk>/files/", files.AddFiles.as_view(), name="add_files"),
    path("visits/<int:pk>/matters/new/", matters.AddMatter.as_view(), name="add_matter"),
    path("visits/files/<int:pk>/", files.download, name="download"),
    path("visits/files/<int:pk>/remove/", files.RemoveFile.as_view(), name="remove_file"),
    path("matters/", matters.Matters.as_view(), name="matters"),
    path("matters/<int:pk>/", matters.MatterDetail.as_view(), name="matter"),
    path("matters/<int:pk>/solve/", matters.Solve.as_view(), name="solve"),
]
