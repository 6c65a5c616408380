"""Addresses of the visit log."""

from django.urls import path

from visits.views import batch, files, find, logs, matters, notices, rotas, slots

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
    path("rotas/", rotas.RotaList.as_view(), name="rotas"),
    path("rotas/new/", rotas.RotaCreate.as_view(), name="rota_create"),
    path("rotas/<int:pk>/", rotas.RotaPage.as_view(), name="rota"),
    path("rotas/<int:pk>/edit/", rotas.RotaEdit.as_view(), name="rota_edit"),
    path("rotas/<int:pk>/order/", rotas.RotaOrder.as_view(), name="rota_order"),
    path("rotas/<int:pk>/generate/", rotas.RotaGenerate.as_view(), name="rota_generate"),
    path("rotas/<int:pk>/sheet/", rotas.RotaSheet.as_view(), name="rota_sheet"),
    path("rotas/days/<int:pk>/", slots.SlotPage.as_view(), name="slot"),
    path("rotas/days/<int:pk>/substitute/", slots.Substitute.as_view(), name="slot_substitute"),
    path("rotas/days/<int:pk>/end-substitution/", slots.EndSubstitution.as_view(), name="slot_end_substitution"),
    path("rotas/days/<int:pk>/swap/", slots.Swap.as_view(), name="slot_swap"),
    path("rotas/days/<int:pk>/place/", slots.Place.as_view(), name="slot_place"),
    path("rotas/days/<int:pk>/cancel/", slots.Cancel.as_view(), name="slot_cancel"),
    path("rotas/days/<int:pk>/restore/", slots.Restore.as_view(), name="slot_restore"),
    path("rotas/swaps/<int:pk>/agree/", slots.SwapAgree.as_view(), name="swap_agree"),
    path("rotas/swaps/<int:pk>/decline/", slots.SwapDecline.as_view(), name="swap_decline"),
    path("rotas/swaps/<int:pk>/withdraw/", slots.SwapWithdraw.as_view(), name="swap_withdraw"),
    path("notices/rota/<slug:public_id>/", notices.rota_notice, name="rota_notice"),
    path("matters/", matters.Matters.as_view(), name="matters"),
    path("matters/<int:pk>/", matters.MatterDetail.as_view(), name="matter"),
    path("matters/<int:pk>/solve/", matters.Solve.as_view(), name="solve"),
]
