"""Addresses of meetings, topics and decisions."""

from django.urls import path

from petitions.views import meetings, topics

urlpatterns = [
    path("meetings/", meetings.Meetings.as_view(), name="meetings"),
    path("meetings/new/", meetings.Plan.as_view(), name="meeting_plan"),
    path("meetings/<int:pk>/", meetings.Detail.as_view(), name="meeting"),
    path("meetings/<int:pk>/minutes/", meetings.Minutes.as_view(), name="meeting_minutes"),
    path("meetings/<int:pk>/change/", meetings.Change.as_view(), name="meeting_change"),
    path("meetings/<int:pk>/cancel/", meetings.Cancel.as_view(), name="meeting_cancel"),
    path("meetings/<int:pk>/hold/", meetings.Hold.as_view(), name="meeting_hold"),
    path("meetings/<int:pk>/agenda/", meetings.Agenda.as_view(), name="meeting_agenda"),
    path("meetings/series/", meetings.SeriesList.as_view(), name="series"),
    path("meetings/series/new/", meetings.StartSeries.as_view(), name="series_start"),
    path("meetings/series/<int:pk>/end/", meetings.EndSeries.as_view(), name="series_end"),
    path("topics/", topics.Topics.as_view(), name="topics"),
    path("topics/new/", topics.HandIn.as_view(), name="topic_hand_in"),
    path("topics/<int:pk>/sheet/", topics.TopicSheet.as_view(), name="topic_sheet"),
    path("topics/<int:pk>/decide/", topics.Decide.as_view(), name="topic_decide"),
    path("topics/<int:pk>/send-up/", topics.SendUpTopic.as_view(), name="topic_send_up"),
    path("topics/<int:pk>/take-up/", topics.TakeUp.as_view(), name="topic_take_up"),
    path("decisions/", topics.Decisions.as_view(), name="decisions"),
    path("decisions/<int:pk>/report/", topics.Report.as_view(), name="decision_report"),
]
