"""Addresses of liaison officers."""

from django.urls import path

from assessments.views import officers, officers_elections, officers_incidents, officers_reading

TOP = "assessments/officers/"

urlpatterns = [
    path(TOP, officers.Officers.as_view(), name="officers"),
    path(f"{TOP}mine/", officers.Mine.as_view(), name="officers_mine"),
    path(f"{TOP}<int:pk>/", officers.Officer.as_view(), name="officer"),
    path(f"{TOP}<int:pk>/mark/", officers.GiveMark.as_view(), name="mark_give"),
    path(f"{TOP}marks/<int:pk>/end/", officers.EndMark.as_view(), name="mark_end"),
    path(f"{TOP}meetings/new/", officers.CallMeeting.as_view(), name="officers_meeting"),
    path(f"{TOP}settings/", officers.SettingsList.as_view(), name="officer_settings"),
    path(f"{TOP}settings/new/", officers.SaveSettings.as_view(), name="officer_settings_save"),
    path(f"{TOP}elections/", officers_elections.Elections.as_view(), name="elections"),
    path(f"{TOP}elections/new/", officers_elections.RecordElection.as_view(), name="election_record"),
    path(f"{TOP}elections/<int:pk>/", officers_elections.Election.as_view(), name="election"),
    path(f"{TOP}trainings/", officers_elections.Trainings.as_view(), name="trainings"),
    path(f"{TOP}trainings/new/", officers_elections.RecordTraining.as_view(), name="training_record"),
    path(f"{TOP}trainings/<int:pk>/", officers_elections.Training.as_view(), name="training"),
    path(f"{TOP}trainings/<int:pk>/change/", officers_elections.ChangeTraining.as_view(), name="training_change"),
    path(f"{TOP}<int:pk>/incidents/new/", officers_incidents.ReportIncident.as_view(), name="incident_report"),
    path(f"{TOP}incidents/", officers_incidents.Incidents.as_view(), name="incidents"),
    path(f"{TOP}incidents/<int:pk>/", officers_incidents.Incident.as_view(), name="incident"),
    path(f"{TOP}incidents/<int:pk>/write/", officers_incidents.WriteReport.as_view(), name="incident_write"),
    path(f"{TOP}incidents/<int:pk>/take/", officers_incidents.Acknowledge.as_view(), name="incident_acknowledge"),
    path(f"{TOP}incidents/<int:pk>/feedback/", officers_incidents.FeedBack.as_view(), name="incident_feed_back"),
    path(f"{TOP}incidents/<int:pk>/pass-on/", officers_incidents.PassOn.as_view(), name="incident_pass_on"),
    path(f"{TOP}reading/", officers_reading.ReadingList.as_view(), name="reading"),
    path(f"{TOP}reading/new/", officers_reading.Add.as_view(), name="reading_add"),
    path(f"{TOP}reading/<int:pk>/", officers_reading.Item.as_view(), name="reading_item"),
    path(f"{TOP}reading/<int:pk>/read/", officers_reading.Tick.as_view(), name="reading_tick"),
    path(f"{TOP}reading/<int:pk>/retire/", officers_reading.Retire.as_view(), name="reading_retire"),
]
