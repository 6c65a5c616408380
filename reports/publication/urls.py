"""Addresses of public pages: of those who keep them, and of everybody."""

from django.urls import path

from reports.views import public_page as public
from reports.views import publication as pages
from reports.views import publication_items as items

urlpatterns = [
    path("reports/publication/", pages.Pages.as_view(), name="publication"),
    path("reports/publication/new/", pages.PageCreate.as_view(), name="publication_new"),
    path("reports/publication/<int:pk>/", pages.Detail.as_view(), name="publication_page"),
    path("reports/publication/<int:pk>/edit/", pages.PageEdit.as_view(), name="publication_page_edit"),
    path("reports/publication/<int:pk>/show/", pages.PageShow.as_view(), name="publication_page_show"),
    path("reports/publication/<int:pk>/poster/", pages.Poster.as_view(), name="publication_poster"),
    path("reports/publication/<int:pk>/new/<slug:kind>/", items.Write.as_view(), name="publication_write"),
    path("reports/publication/item/<int:pk>/", items.Detail.as_view(), name="publication_edition"),
    path("reports/publication/item/<int:pk>/preview/", items.Preview.as_view(), name="publication_preview"),
    path("reports/publication/item/<int:pk>/edit/", items.Edit.as_view(), name="publication_edit"),
    path("reports/publication/item/<int:pk>/submit/", items.Submit.as_view(), name="publication_submit"),
    path("reports/publication/item/<int:pk>/recall/", items.Recall.as_view(), name="publication_recall"),
    path("reports/publication/item/<int:pk>/approve/", items.Approve.as_view(), name="publication_approve"),
    path("reports/publication/item/<int:pk>/return/", items.Return.as_view(), name="publication_return"),
    path("reports/publication/item/<int:pk>/discard/", items.Discard.as_view(), name="publication_discard"),
    path("reports/publication/item/<int:pk>/change/", items.Change.as_view(), name="publication_change"),
    path("reports/publication/item/<int:pk>/withdraw/", items.Withdraw.as_view(), name="publication_withdraw"),
    path("reports/publication/item/<int:pk>/drop/<int:file>/", items.DropFile.as_view(), name="publication_drop_file"),
    path("reports/publication/file/<int:pk>/", items.download, name="publication_file"),
    path("p/u/", public.public_index, name="public_index"),
    path("p/u/<slug:slug>/", public.public_page, name="public_page"),
    path("p/u/<slug:slug>/feed/", public.public_feed, name="public_feed"),
    path("p/u/<slug:slug>/year/<int:year>/", public.public_year, name="public_year"),
    path("p/u/<slug:slug>/<int:pk>/", public.public_item, name="public_item"),
    path("p/u/<slug:slug>/file/<int:pk>/", public.public_file, name="public_file"),
]
