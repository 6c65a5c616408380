"""Addresses at which the people answer a survey, which need no account."""

from django.urls import path

from assessments.views import answers

urlpatterns = [
    path("p/a/", answers.AskCode.as_view(), name="answer"),
    path("p/a/send/", answers.Send.as_view(), name="answer_send"),
    path("p/a/done/", answers.Done.as_view(), name="answer_done"),
    path("p/a/<slug:code>/", answers.Scanned.as_view(), name="answer_code"),
]
