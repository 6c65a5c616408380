"""Addresses of volunteer service and of posts in communities."""

from django.urls import path

from assessments.views import community_posts, volunteers

urlpatterns = [
    path("assessments/volunteers/", volunteers.Events.as_view(), name="volunteers"),
    path("assessments/volunteers/new/", volunteers.Plan.as_view(), name="volunteer_plan"),
    path("assessments/volunteers/<int:pk>/", volunteers.Detail.as_view(), name="volunteer_event"),
    path("assessments/volunteers/<int:pk>/cancel/", volunteers.Cancel.as_view(), name="volunteer_cancel"),
    path("assessments/volunteers/<int:pk>/confirm/", volunteers.Confirm.as_view(), name="volunteer_confirm"),
    path("assessments/volunteers/<int:pk>/sign-off/", volunteers.SignOff.as_view(), name="volunteer_sign_off"),
    path("assessments/volunteers/places/<int:pk>/sign-up/", volunteers.SignUp.as_view(), name="volunteer_sign_up"),
    path("assessments/posts/", community_posts.Posts.as_view(), name="community_posts"),
    path("assessments/posts/new/", community_posts.Offer.as_view(), name="community_post_offer"),
    path("assessments/posts/<int:pk>/", community_posts.Detail.as_view(), name="community_post"),
    path("assessments/posts/<int:pk>/edit/", community_posts.Edit.as_view(), name="community_post_edit"),
    path("assessments/posts/<int:pk>/close/", community_posts.Close.as_view(), name="community_post_close"),
    path("assessments/posts/<int:pk>/claim/", community_posts.Claim.as_view(), name="community_post_claim"),
    path("assessments/posts/claims/<int:pk>/end/", community_posts.EndClaim.as_view(), name="community_claim_end"),
]
