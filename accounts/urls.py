"""Sign-in and sign-out; registration stays closed."""

from allauth.account.views import logout
from django.urls import path

from accounts.web.login import sign_in

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", logout, name="account_logout"),
]
