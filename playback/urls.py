"""The addresses of the hearing page and of who listened."""

from django.urls import path

from playback.web.hearing import hearing
from playback.web.listeners import listeners

app_name = "playback"
urlpatterns = [
    path("hearings/<str:hearing_id>/", hearing, name="hearing"),
    path("hearings/<str:hearing_id>/listeners/", listeners, name="listeners"),
]
