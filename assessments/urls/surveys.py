"""Addresses of surveys and appraisals: of those who hold them, and of those who take part with an account."""

from django.urls import path

from assessments.views import surveys, surveys_editing, surveys_running

TOP = "assessments/surveys/"

urlpatterns = [
    path(TOP, surveys.Surveys.as_view(), name="surveys"),
    path(f"{TOP}new/", surveys_editing.New.as_view(), name="survey_new"),
    path(f"{TOP}<int:pk>/", surveys.SurveyPage.as_view(), name="survey"),
    path(f"{TOP}<int:pk>/preview/", surveys.Preview.as_view(), name="survey_preview"),
    path(f"{TOP}<int:pk>/results/", surveys.Results.as_view(), name="survey_results"),
    path(f"{TOP}<int:pk>/edit/", surveys_editing.Edit.as_view(), name="survey_edit"),
    path(f"{TOP}<int:pk>/copy/", surveys_editing.Copy.as_view(), name="survey_copy"),
    path(f"{TOP}<int:pk>/drop/", surveys_editing.Drop.as_view(), name="survey_drop"),
    path(f"{TOP}<int:pk>/questions/new/", surveys_editing.AddQuestion.as_view(), name="question_add"),
    path(f"{TOP}questions/<int:pk>/", surveys_editing.EditQuestion.as_view(), name="question_edit"),
    path(f"{TOP}questions/<int:pk>/drop/", surveys_editing.DropQuestion.as_view(), name="question_drop"),
    path(f"{TOP}questions/<int:pk>/raise/", surveys_editing.RaiseQuestion.as_view(), name="question_raise"),
    path(f"{TOP}<int:pk>/subjects/new/", surveys_editing.AddSubjects.as_view(), name="subjects_add"),
    path(f"{TOP}subjects/<int:pk>/drop/", surveys_editing.DropSubject.as_view(), name="subject_drop"),
    path(f"{TOP}<int:pk>/draw/", surveys_running.Draw.as_view(), name="survey_draw"),
    path(f"{TOP}pools/<int:pk>/", surveys.Participants.as_view(), name="survey_pool"),
    path(f"{TOP}<int:pk>/open/", surveys_running.Open.as_view(), name="survey_open"),
    path(f"{TOP}<int:pk>/close/", surveys_running.Close.as_view(), name="survey_close"),
    path(f"{TOP}<int:pk>/publish/", surveys_running.Publish.as_view(), name="survey_publish"),
    path(f"{TOP}<int:pk>/take/", surveys_running.TakeCode.as_view(), name="survey_take"),
]
