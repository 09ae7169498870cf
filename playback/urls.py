"""The hearing page's address."""

from django.urls import path

from playback.web.hearing import hearing

app_name = "playback"
urlpatterns = [path("hearings/<str:hearing_id>/", hearing, name="hearing")]
