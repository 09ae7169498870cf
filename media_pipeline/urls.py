"""Addresses of uploads, recordings and jobs."""

from django.urls import path

from media_pipeline.web.clock import recording_clock
from media_pipeline.web.disguises import (
    disguise_again,
    disguise_film,
    disguise_list,
    disguise_release,
    disguise_sound_of,
)
from media_pipeline.web.findings import findings_seen
from media_pipeline.web.gap_notes import gap_note_edit, gap_note_new, gap_note_withdraw
from media_pipeline.web.inbox import assign, dismiss_recording, inbox, restore_recording
from media_pipeline.web.jobs import job_list
from media_pipeline.web.profiles import profile_edit, profile_list, profile_new, profile_test
from media_pipeline.web.recording import recording, recording_move, recording_withdraw
from media_pipeline.web.recordings import hearing_recordings
from media_pipeline.web.steering import steer_kind, steer_work
from media_pipeline.web.upload import upload

app_name = "media"
urlpatterns = [
    path("hearings/<str:hearing_id>/upload/", upload, name="upload"),
    path("hearings/<str:hearing_id>/recordings/", hearing_recordings, name="hearing-recordings"),
    path("hearings/<str:hearing_id>/gap-notes/new/", gap_note_new, name="gap-note-new"),
    path("gap-notes/<str:note_id>/edit/", gap_note_edit, name="gap-note-edit"),
    path("gap-notes/<str:note_id>/withdraw/", gap_note_withdraw, name="gap-note-withdraw"),
    path("hearings/<str:hearing_id>/disguises/", disguise_list, name="disguises"),
    path("disguises/<str:disguise_id>/sound.flac", disguise_sound_of, name="disguise-sound"),
    path("disguises/<str:disguise_id>/pictures/<int:number>.mp4", disguise_film, name="disguise-film"),
    path("disguises/<str:disguise_id>/release/", disguise_release, name="disguise-release"),
    path("disguises/<str:disguise_id>/again/", disguise_again, name="disguise-again"),
    path("recordings/<str:recording_id>/", recording, name="recording"),
    path("recordings/<str:recording_id>/findings/seen/", findings_seen, name="findings-seen"),
    path("recordings/<str:recording_id>/move/", recording_move, name="move"),
    path("recordings/<str:recording_id>/withdraw/", recording_withdraw, name="withdraw"),
    path("recordings/<str:recording_id>/work/", steer_work, name="work"),
    path("recordings/<str:recording_id>/clock/", recording_clock, name="clock"),
    path("recordings/<str:recording_id>/assign/", assign, name="assign"),
    path("recordings/<str:recording_id>/dismiss/", dismiss_recording, name="dismiss"),
    path("recordings/<str:recording_id>/restore/", restore_recording, name="restore"),
    path("inbox/", inbox, name="inbox"),
    path("courts/<str:court_id>/recorder-profiles/", profile_list, name="profiles"),
    path("courts/<str:court_id>/recorder-profiles/new/", profile_new, name="profile-new"),
    path("recorder-profiles/<str:profile_id>/", profile_test, name="profile"),
    path("recorder-profiles/<str:profile_id>/edit/", profile_edit, name="profile-edit"),
    path("jobs/", job_list, name="jobs"),
    path("jobs/kinds/<str:court_id>/<str:stage>/", steer_kind, name="kind"),
]
