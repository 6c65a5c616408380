"""Addresses of the core: find, inbox, help, audit trail, mail."""

from django.urls import path

from core import find_pages, help_pages, pages

app_name = "core"
urlpatterns = [
    path("find/", find_pages.Find.as_view(), name="find"),
    path("inbox/", pages.Inbox.as_view(), name="inbox"),
    path("inbox/read/", pages.ReadAll.as_view(), name="read_all"),
    path("inbox/<int:pk>/", pages.OpenNotice.as_view(), name="open_notice"),
    path("inbox/<int:pk>/read/", pages.ReadNotice.as_view(), name="read_notice"),
    path("help/", help_pages.Contents.as_view(), name="help"),
    path("help/terms/", help_pages.Terms.as_view(), name="help_terms"),
    path("help/_images/<slug:name>.png", help_pages.picture, name="help_picture"),
    path("help/<slug:name>/", help_pages.ChapterPage.as_view(), name="help_chapter"),
    path("audit/", pages.AuditTrail.as_view(), name="audit"),
    path("mail/", pages.Outbox.as_view(), name="outbox"),
    path("mail/test/", pages.TestLetter.as_view(), name="test_letter"),
    path("mail/<int:pk>/retry/", pages.RetryLetter.as_view(), name="retry_letter"),
]
