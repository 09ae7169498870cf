"""Addresses of uploads, recordings and jobs."""

from django.urls import path

from media_pipeline.web.jobs import job_list
from media_pipeline.web.recording import recording, recording_move, recording_withdraw
from media_pipeline.web.steering import steer_kind, steer_work
from media_pipeline.web.upload import upload

app_name = "media"
urlpatterns = [
    path("hearings/<str:hearing_id>/upload/", upload, name="upload"),
    path("recordings/<str:recording_id>/", recording, name="recording"),
    path("recordings/<str:recording_id>/move/", recording_move, name="move"),
    path("recordings/<str:recording_id>/withdraw/", recording_withdraw, name="withdraw"),
    path("recordings/<str:recording_id>/work/", steer_work, name="work"),
    path("jobs/", job_list, name="jobs"),
    path("jobs/kinds/<str:court_id>/<str:stage>/", steer_kind, name="kind"),
]
