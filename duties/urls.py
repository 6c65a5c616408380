"""Addresses of duties: what is owed, its calendar, and the regulations."""

from django.urls import path

from duties import pages, views

app_name = "duties"
urlpatterns = [
    path("duties/", views.Mine.as_view(), name="mine"),
    path("duties/calendar/", views.Calendar.as_view(), name="calendar"),
    path("duties/feed/issue/", views.FeedIssue.as_view(), name="feed_issue"),
    path("duties/feed/revoke/", views.FeedRevoke.as_view(), name="feed_revoke"),
    path("duties/feed/<slug:token>.ics", views.feed, name="feed"),
    path("duties/behind/burden/", views.Burden.as_view(), name="burden"),
    path("duties/behind/", views.Behind.as_view(), name="behind"),
    path("duties/<int:pk>/", views.Detail.as_view(), name="detail"),
    path("duties/<int:pk>/record/", views.Record.as_view(), name="record"),
    path("rulebooks/", views.Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/new/", views.Upload.as_view(), name="rulebook_upload"),
    path("rulebooks/shipped/", pages.ShippedRulebooks.as_view(), name="rulebook_shipped"),
    path("rulebooks/unload/", pages.Unload.as_view(), name="unload"),
    path("rulebooks/<int:pk>/unload/", pages.UnloadOne.as_view(), name="rulebook_unload"),
    path("rulebooks/<int:pk>/", views.RulebookDetail.as_view(), name="rulebook"),
    path("rulebooks/<int:pk>/rule/", views.WriteRule.as_view(), name="rule_write"),
    path("rulebooks/<int:pk>/<int:number>/file/", views.RulebookFile.as_view(), name="rulebook_file"),
]
