"""The desk's address."""

from django.urls import path

from desk.web.home import home

app_name = "desk"
urlpatterns = [path("", home, name="home")]
