"""The addresses of the REST API."""

from django.urls import path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from accounts.api.step_up import StepUp
from courts.api.courts import CourtDetail, Courts
from foundation.api.absent import Absent
from hearings.api import (
    access_orders,
    break_glass,
    cases,
    destruction,
    hearings,
    holds,
    mandates,
    participants,
    restrictions,
    sealing,
    take_over,
    transfers,
)
from media_pipeline.api import disguises, gap_notes, inbox, jobs, profiles, recordings, uploads
from playback.api.playback import Playback, Timeline
from protocol.api import entries, lines

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        # No OPTIONS: the page's renderer has no template for it.
        SpectacularSwaggerView.as_view(url_name="api:schema", http_method_names=["get", "head"]),
        name="docs",
    ),
    path("courts/", Courts.as_view(), name="courts"),
    path("courts/<str:court_id>/", CourtDetail.as_view(), name="court"),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/<str:case_id>/", cases.CaseDetail.as_view(), name="case"),
    path("cases/<str:case_id>/participants/", cases.CaseParticipants.as_view(), name="case-participants"),
    path("participants/<str:participant_id>/end/", mandates.ParticipantEnd.as_view(), name="participant-end"),
    path("cases/<str:case_id>/orders/", access_orders.CaseOrders.as_view(), name="case-orders"),
    path("orders/", access_orders.OwnOrders.as_view(), name="orders"),
    path("orders/<str:order_id>/", access_orders.OrderDetail.as_view(), name="order"),
    path("orders/<str:order_id>/end/", access_orders.OrderEnd.as_view(), name="order-end"),
    path(
        "courts/<str:court_id>/inspections/",
        access_orders.CourtInspections.as_view(),
        name="court-inspections",
    ),
    path("cases/<str:case_id>/transfer/", transfers.CaseTransferred.as_view(), name="case-transfer"),
    path("cases/<str:case_id>/transfers/", transfers.CaseTransfers.as_view(), name="case-transfers"),
    path("transfers/<str:transfer_id>/end/", transfers.TransferEnd.as_view(), name="transfer-end"),
    path("courts/<str:court_id>/retention/", destruction.CourtRetention.as_view(), name="court-retention"),
    path("courts/<str:court_id>/destruction-acts/", destruction.CourtActs.as_view(), name="court-acts"),
    path("destruction-acts/<str:act_id>/", destruction.ActDetail.as_view(), name="act"),
    path("destruction-acts/<str:act_id>/approve/", destruction.ActApprove.as_view(), name="act-approve"),
    path("destruction-acts/<str:act_id>/refuse/", destruction.ActRefuse.as_view(), name="act-refuse"),
    path("cases/<str:case_id>/mandates/", mandates.CaseMandates.as_view(), name="case-mandates"),
    path("mandates/<str:mandate_id>/", mandates.MandateDetail.as_view(), name="mandate"),
    path("mandates/<str:mandate_id>/end/", mandates.MandateEnd.as_view(), name="mandate-end"),
    path("cases/<str:case_id>/seal/", sealing.CaseSeal.as_view(), name="case-seal"),
    path("cases/<str:case_id>/unseal/", sealing.CaseUnseal.as_view(), name="case-unseal"),
    path("hearings/", hearings.Hearings.as_view(), name="hearings"),
    path("hearings/<str:hearing_id>/", hearings.HearingDetail.as_view(), name="hearing"),
    path("hearings/<str:hearing_id>/session/", hearings.HearingSession.as_view(), name="hearing-session"),
    path("hearings/<str:hearing_id>/events/", hearings.HearingEvents.as_view(), name="hearing-events"),
    path("hearings/<str:hearing_id>/assignments/", hearings.HearingAssignments.as_view(), name="assignments"),
    path("hearings/<str:hearing_id>/hold/", holds.HearingHold.as_view(), name="hold"),
    path("hearings/<str:hearing_id>/hold/keep/", holds.HearingHoldKept.as_view(), name="hold-keep"),
    path("hearings/<str:hearing_id>/release/", holds.HearingRelease.as_view(), name="hold-release"),
    path("hearings/<str:hearing_id>/take-over/", take_over.HearingTakeOver.as_view(), name="take-over"),
    path(
        "hearings/<str:hearing_id>/participants/",
        participants.HearingParticipants.as_view(),
        name="participants",
    ),
    path(
        "hearings/<str:hearing_id>/participants/<str:participant_id>/",
        participants.HearingParticipant.as_view(),
        name="participant",
    ),
    path(
        "hearings/<str:hearing_id>/participants/<str:participant_id>/identity/",
        participants.ParticipantIdentity.as_view(),
        name="identity",
    ),
    path("hearings/<str:hearing_id>/timeline/", Timeline.as_view(), name="timeline"),
    path("hearings/<str:hearing_id>/gap-notes/", gap_notes.HearingGapNotes.as_view(), name="gap-notes"),
    path("disguises/", disguises.Disguises.as_view(), name="disguises"),
    path("disguises/<str:disguise_id>/", disguises.DisguiseDetail.as_view(), name="disguise"),
    path("disguises/<str:disguise_id>/sound/", disguises.DisguiseSound.as_view(), name="disguise-sound"),
    path(
        "disguises/<str:disguise_id>/release/", disguises.DisguiseRelease.as_view(), name="disguise-release"
    ),
    path("disguises/<str:disguise_id>/again/", disguises.DisguiseDrawnAgain.as_view(), name="disguise-again"),
    path("disguises/<str:disguise_id>/lines/", lines.DisguiseLines.as_view(), name="disguise-lines"),
    path(
        "disguises/<str:disguise_id>/lines/<str:entry_id>/",
        lines.DisguiseLineDecided.as_view(),
        name="disguise-line",
    ),
    path("gap-notes/<str:note_id>/", gap_notes.GapNoteDetail.as_view(), name="gap-note"),
    path("hearings/<str:hearing_id>/playback/", Playback.as_view(), name="playback"),
    path("hearings/<str:hearing_id>/entries/", entries.HearingEntries.as_view(), name="entries"),
    path("hearings/<str:hearing_id>/protocol/publish/", entries.PublishLog.as_view(), name="publish"),
    path("entries/<str:entry_id>/", entries.EntryDetail.as_view(), name="entry"),
    path("entries/<str:entry_id>/undo/", entries.EntryUndo.as_view(), name="entry-undo"),
    path("entries/<str:entry_id>/revisions/", entries.EntryRevisions.as_view(), name="entry-revisions"),
    path("restrictions/", restrictions.Restrictions.as_view(), name="restrictions"),
    path(
        "restrictions/<str:restriction_id>/",
        restrictions.RestrictionDetail.as_view(),
        name="restriction",
    ),
    path(
        "restrictions/<str:restriction_id>/confirm/",
        restrictions.RestrictionConfirm.as_view(),
        name="restriction-confirm",
    ),
    path(
        "restrictions/<str:restriction_id>/lift/",
        restrictions.RestrictionLift.as_view(),
        name="restriction-lift",
    ),
    path(
        "restrictions/<str:restriction_id>/undo/",
        restrictions.RestrictionUndo.as_view(),
        name="restriction-undo",
    ),
    path("break-glass/", break_glass.BreakGlasses.as_view(), name="break-glass"),
    path("break-glass/<str:request_id>/", break_glass.BreakGlassDetail.as_view(), name="break-glass-request"),
    path(
        "break-glass/<str:request_id>/approve/",
        break_glass.BreakGlassApprove.as_view(),
        name="break-glass-approve",
    ),
    path(
        "break-glass/<str:request_id>/refuse/",
        break_glass.BreakGlassRefuse.as_view(),
        name="break-glass-refuse",
    ),
    path("break-glass/<str:request_id>/end/", break_glass.BreakGlassEnd.as_view(), name="break-glass-end"),
    path("step-up/", StepUp.as_view(), name="step-up"),
    path("search/", entries.Search.as_view(), name="search"),
    path("uploads/", uploads.Uploads.as_view(), name="uploads"),
    path("uploads/<str:upload_id>", uploads.UploadDetail.as_view(), name="upload"),
    # tus clients keep the address that they were given; with a slash it is a courtesy and not described twice.
    path("uploads/<str:upload_id>/", uploads.UploadDetail.as_view(schema=None)),
    path("recordings/", recordings.Recordings.as_view(), name="recordings"),
    path("recordings/<str:recording_id>/", recordings.RecordingDetail.as_view(), name="recording"),
    path("recordings/<str:recording_id>/original/", recordings.RecordingOriginal.as_view(), name="original"),
    path("recordings/<str:recording_id>/ranges/", recordings.RecordingRanges.as_view(), name="ranges"),
    path("recordings/<str:recording_id>/move/", recordings.RecordingMove.as_view(), name="move"),
    path("recordings/<str:recording_id>/withdraw/", recordings.RecordingWithdraw.as_view(), name="withdraw"),
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/<str:job_id>/", jobs.JobDetail.as_view(), name="job"),
    path("jobs/<str:job_id>/pause/", jobs.JobPause.as_view(), name="job-pause"),
    path("jobs/<str:job_id>/resume/", jobs.JobResume.as_view(), name="job-resume"),
    path("jobs/<str:job_id>/retry/", jobs.JobRetry.as_view(), name="job-retry"),
    path("recordings/<str:recording_id>/dismiss/", inbox.RecordingDismiss.as_view(), name="dismiss"),
    path("recordings/<str:recording_id>/restore/", inbox.RecordingRestore.as_view(), name="restore"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("courts/<str:court_id>/recorder-profiles/", profiles.CourtProfiles.as_view(), name="court-profiles"),
    path("recorder-profiles/<str:profile_id>/test/", profiles.ProfileTest.as_view(), name="profile-test"),
    path("", RedirectView.as_view(pattern_name="api:docs")),
    re_path(r"^.*/$", Absent.as_view()),
]
