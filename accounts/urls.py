"""Addresses of the organisation: log-in, units, cadres, groups, users."""

from django.contrib.auth import views as auth
from django.urls import path

app_name = "accounts"
urlpatterns = [
    path(
        "login/",
        auth.LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(template_name="accounts/password_change.html"), name="password"),
]
