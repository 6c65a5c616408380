"""Addresses of delegates: of the staff, and of everybody."""

from django.urls import path

from assessments.views import delegates

urlpatterns = [
    path("assessments/delegates/", delegates.Delegates.as_view(), name="delegates"),
    path("assessments/delegates/contact/", delegates.Contact.as_view(), name="delegate_contact"),
    path("assessments/delegates/contact/<int:pk>/take-back/", delegates.TakeBack.as_view(), name="delegate_take_back"),
    path("assessments/delegates/<int:pk>/", delegates.GroupPage.as_view(), name="delegates_group"),
    path("assessments/delegates/<int:pk>/activity/", delegates.Activity.as_view(), name="delegates_activity"),
    path("p/delegates/<int:unit>/", delegates.PublicDelegates.as_view(), name="public_delegates"),
]
