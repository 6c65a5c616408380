"""Addresses of statements, democratic-life meetings and secondments."""

from django.urls import path

from assessments.views import life_meetings, secondments, statements

urlpatterns = [
    path("assessments/statements/", statements.Statements.as_view(), name="statements"),
    path("assessments/statements/new/", statements.New.as_view(), name="statement_new"),
    path("assessments/statements/<int:pk>/", statements.StatementPage.as_view(), name="statement"),
    path("assessments/statements/<int:pk>/edit/", statements.Edit.as_view(), name="statement_edit"),
    path("assessments/statements/<int:pk>/redraft/", statements.Redraft.as_view(), name="statement_redraft"),
    path("assessments/statements/<int:pk>/submit/", statements.Submit.as_view(), name="statement_submit"),
    path("assessments/statements/<int:pk>/return/", statements.Return.as_view(), name="statement_return"),
    path("assessments/statements/<int:pk>/docx/", statements.Paper.as_view(), {"kind": "docx"}, name="statement_docx"),
    path("assessments/statements/<int:pk>/pdf/", statements.Paper.as_view(), {"kind": "pdf"}, name="statement_pdf"),
    path(
        "assessments/statements/<int:pk>/figures/<slug:code>/", statements.FigurePage.as_view(), name="statement_figure"
    ),
    path("assessments/life-meetings/", life_meetings.LifeMeetings.as_view(), name="life_meetings"),
    path("assessments/life-meetings/new/", life_meetings.Plan.as_view(), name="life_meeting_new"),
    path("assessments/life-meetings/<int:pk>/", life_meetings.LifeMeetingPage.as_view(), name="life_meeting"),
    path("assessments/life-meetings/<int:pk>/edit/", life_meetings.Change.as_view(), name="life_meeting_edit"),
    path("assessments/life-meetings/<int:pk>/inform/", life_meetings.Inform.as_view(), name="life_meeting_inform"),
    path("assessments/life-meetings/<int:pk>/hold/", life_meetings.Hold.as_view(), name="life_meeting_hold"),
    path("assessments/life-meetings/<int:pk>/cancel/", life_meetings.Cancel.as_view(), name="life_meeting_cancel"),
    path("assessments/life-meetings/<int:pk>/minutes/", life_meetings.Minutes.as_view(), name="life_meeting_minutes"),
    path("assessments/speeches/<int:pk>/", life_meetings.WriteSpeech.as_view(), name="speech"),
    path("assessments/secondments/", secondments.Secondments.as_view(), name="secondments"),
    path("assessments/secondments/<int:pk>/", secondments.SecondmentPage.as_view(), name="secondment"),
    path("assessments/secondments/<int:pk>/report/", secondments.Report.as_view(), name="secondment_report"),
    path("assessments/secondments/<int:pk>/evaluate/", secondments.Evaluate.as_view(), name="secondment_evaluate"),
]
