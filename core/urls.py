"""Addresses of the core: inbox, audit trail, mail."""

from django.urls import path

from core import pages

app_name = "core"
urlpatterns = [
    path("inbox/", pages.Inbox.as_view(), name="inbox"),
    path("inbox/read/", pages.ReadAll.as_view(), name="read_all"),
    path("inbox/<int:pk>/", pages.OpenNotice.as_view(), name="open_notice"),
    path("inbox/<int:pk>/read/", pages.ReadNotice.as_view(), name="read_notice"),
    path("audit/", pages.AuditTrail.as_view(), name="audit"),
    path("mail/", pages.Outbox.as_view(), name="outbox"),
    path("mail/test/", pages.TestLetter.as_view(), name="test_letter"),
    path("mail/<int:pk>/retry/", pages.RetryLetter.as_view(), name="retry_letter"),
]
