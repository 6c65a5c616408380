"""Addresses of the people's pages, which need no account. Those under p/ that are no form stand first: no unit can
have their names (petitions.shipped.RESERVED_SLUGS)."""

from django.urls import path

from petitions.uploads import with_quota
from petitions.views import people, people_case

urlpatterns = [
    path("p/follow/", people_case.Follow.as_view(), name="follow"),
    path("p/case/", people_case.CaseByCode.as_view(), name="public_case"),
    path("p/case/information/", with_quota(people_case.AddInformation.as_view()), name="public_information"),
    path("p/case/rating/", people_case.Rate.as_view(), name="public_rating"),
    path("p/case/again/", people_case.Reopen.as_view(), name="public_reopen"),
    path("p/case/withdraw/", people_case.Withdraw.as_view(), name="public_withdraw"),
    path("p/case/review/", people_case.AskReview.as_view(), name="public_review"),
    path("p/case/leave/", people_case.Leave.as_view(), name="public_leave"),
    path("p/<slug:slug>/", with_quota(people.UnitForm.as_view()), name="public_form"),
    path("p/<slug:slug>/qr/", with_quota(people.ScannedForm.as_view()), name="public_qr"),
    path("p/<slug:slug>/done/", people.Done.as_view(), name="public_done"),
]
