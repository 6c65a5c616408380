"""Addresses of surveys on paper, and of what came of a survey."""

from django.urls import path

from assessments.views import circulation, paper

urlpatterns = [
    path("assessments/surveys/<int:pk>/paper/", paper.PaperPage.as_view(), name="survey_paper"),
    path("assessments/surveys/<int:pk>/paper/enter/", paper.Enter.as_view(), name="paper_enter"),
    path("assessments/surveys/pools/<int:pk>/print/", paper.Print.as_view(), name="paper_print"),
    path("assessments/surveys/paper/<uuid:pk>/settle/", paper.Settle.as_view(), name="paper_settle"),
    path("assessments/surveys/paper/<uuid:pk>/drop/", paper.Drop.as_view(), name="paper_drop"),
    path("assessments/surveys/<int:pk>/circulation/", circulation.Circulation.as_view(), name="survey_circulation"),
    path("assessments/surveys/<int:pk>/book/", circulation.Book.as_view(), name="survey_book"),
    path("assessments/surveys/<int:pk>/verdicts/", circulation.Verdicts.as_view(), name="survey_verdicts"),
]
