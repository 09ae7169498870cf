"""How uploads end: termination, expiry, a lost part, and a process that died after the last byte."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from custody.models import Original, OutboxRow
from foundation.clock import utc_now
from hearings.models import Assignment
from hearings.services.assignments import end_assignment
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import Upload
from media_pipeline.services import hashing
from media_pipeline.services.parts import part_path, sole_writer
from media_pipeline.services.sealing import announce_seal, rescue_abandoned
from media_pipeline.services.sweeping import end_expired
from tests.cast import RULE, Cast
from tests.media_pipeline.uploads.tus import Tus, code_of, media


def whole_but_unsealed(tus: Tus, *, announced: bool = True, **fields: str) -> Upload:
    """Return an upload as a process leaves it that is killed right after the last byte."""
    upload = tus.started(6000, **fields)
    part_path(upload.pk).write_bytes(media(6000, seed=7))
    Upload.objects.filter(pk=upload.pk).update(offset=6000)
    upload.refresh_from_db()
    hashing._kept.clear()
    if announced:
        announce_seal(upload)
    return upload


def test_head_says_from_where_to_continue(tus: Tus) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    answer = tus.head(upload)
    assert answer.status_code == 200
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("5000", "9000")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Upload-Expires"]


def test_head_without_the_version_is_refused(tus: Tus) -> None:
    upload = tus.started(9000)
    assert tus.client.head(f"/api/v1/uploads/{upload.pk}").status_code == 412


def test_status_of_a_whole_upload_names_the_job_and_its_words(tus: Tus) -> None:
    upload = tus.started(6000)
    tus.patch(upload, media(6000))
    status = tus.status(upload)
    assert set(status) >= {"offset", "length", "state", "recording", "job", "problem"}
    assert (status["offset"], status["length"], status["state"]) == (6000, 6000, "done")
    assert (status["job_state"], status["problem"]) == ("queued", None)
    assert status["words"]


def test_termination_frees_the_part(tus: Tus) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    assert tus.delete(upload).status_code == 204
    assert not part_path(upload.pk).exists()
    assert tus.head(upload).status_code == 410
    assert tus.patch(upload, media(4000), offset=5000).status_code == 410
    assert OutboxRow.objects.filter(action="upload.ended", object=upload.pk).count() == 1


def test_termination_of_a_finished_upload_keeps_the_recording(tus: Tus) -> None:
    upload = tus.started(6000)
    tus.patch(upload, media(6000))
    assert tus.delete(upload).status_code == 204
    assert tus.status(upload)["state"] == "done"
    assert Original.objects.count() == 1


def test_termination_while_somebody_writes_is_refused(tus: Tus) -> None:
    upload = tus.started(9000)
    with sole_writer(upload.pk):
        assert tus.delete(upload).status_code == 423
        assert tus.patch(upload, media(5000)).status_code == 423
    assert tus.patch(upload, media(5000)).status_code == 204


def test_expired_upload_answers_410_before_the_sweeper_came(tus: Tus) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    Upload.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    assert tus.head(upload).status_code == 410
    assert tus.patch(upload, media(4000), offset=5000).status_code == 410
    assert end_expired() == 1
    assert tus.status(upload)["state"] == "expired"
    assert not part_path(upload.pk).exists()


def test_each_chunk_moves_the_expiry_on(tus: Tus) -> None:
    upload = tus.started(9000)
    Upload.objects.update(expires_at=utc_now() + timedelta(seconds=60))
    tus.patch(upload, media(5000))
    upload.refresh_from_db()
    assert upload.expires_at > utc_now() + timedelta(days=6)


def test_upload_resumed_six_days_later_is_finished(tus: Tus) -> None:
    data = media(9000, seed=4)
    upload = tus.started(9000)
    tus.patch(upload, data[:5000])
    six_days = timedelta(days=6)
    Upload.objects.update(expires_at=upload.expires_at - six_days, touched_at=upload.touched_at - six_days)
    hashing._kept.clear()
    assert end_expired() == 0
    assert tus.head(upload).headers["Upload-Offset"] == "5000"
    assert tus.patch(upload, data[5000:]).status_code == 204


@pytest.mark.parametrize("method", ["get", "head", "patch", "delete", "options"])
def test_upload_of_another_user_is_not_there(
    tus: Tus, signed_in: Callable[[str], Client], method: str
) -> None:
    upload = tus.started(9000)
    sent = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    address = f"/api/v1/uploads/{upload.pk}"
    answer = getattr(signed_in("judge"), method)(
        address, **({"data": b"x"} if method == "patch" else {}), content_type=OCTETS, headers=sent
    )
    assert answer.status_code == 404
    assert tus.status(upload)["state"] == "receiving"


OCTETS = "application/offset+octet-stream"


def test_upload_whose_assignment_ended_takes_no_more_bytes(tus: Tus, cast: Cast) -> None:
    upload = tus.started(9000)
    place = Assignment.objects.get(hearing=cast.hearing, user=cast.people["clerk"])
    end_assignment(place, cast.caller("registry"), RULE)
    assert tus.patch(upload, media(5000)).status_code == 403
    assert tus.head(upload).status_code == 200  # what was sent is still told


def test_lost_part_is_asked_for_again_from_its_first_byte(tus: Tus) -> None:
    data = media(9000, seed=5)
    upload = tus.started(9000)
    tus.patch(upload, data[:5000])
    part_path(upload.pk).unlink()  # the disk lost it
    lost = tus.patch(upload, data[5000:])
    assert (lost.status_code, code_of(lost)) == (409, "upload-part-lost")
    assert tus.status(upload)["state"] == "lost"
    assert tus.patch(upload, data[5000:]).status_code == 409
    assert tus.head(upload).headers["Upload-Offset"] == "0"
    assert tus.patch(upload, data, offset=0).status_code == 204
    assert tus.status(upload)["state"] == "done"


def test_part_shorter_than_acknowledged_is_told_as_lost(tus: Tus) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    with part_path(upload.pk).open("r+b") as file:
        file.truncate(4999)
    assert tus.patch(upload, media(9000)[5000:]).status_code == 409
    assert tus.status(upload)["state"] == "lost"


def test_upload_whose_assignment_ended_is_not_ended_by_its_creator(tus: Tus, cast: Cast) -> None:
    """Who has left the hearing must not take bytes from it: they may be the only record."""
    upload = tus.started(1000)
    place = Assignment.objects.get(hearing=cast.hearing, user=cast.people["clerk"])
    end_assignment(place, cast.caller("registry"), RULE)
    assert tus.delete(upload).status_code == 403
    assert part_path(upload.pk).exists()


def test_whole_upload_left_lying_is_finished_by_the_next_head(tus: Tus) -> None:
    upload = whole_but_unsealed(tus)
    answer = tus.head(upload)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "6000")
    assert answer.headers["Courtrec-Recording"]


def test_whole_upload_left_lying_is_finished_by_its_job(tus: Tus) -> None:
    upload = whole_but_unsealed(tus)
    job = Job.objects.get(kind="seal", subject=upload.pk)
    assert not run_job(job.pk, owner="worker")  # not due: the web process gets its time
    Job.objects.update(not_before=utc_now())
    assert run_job(job.pk, owner="worker")
    upload.refresh_from_db()
    assert (upload.state, Original.objects.count()) == ("done", 1)


def test_whole_upload_without_any_job_is_found_by_the_rescue_round(tus: Tus) -> None:
    upload = whole_but_unsealed(tus, announced=False)
    assert rescue_abandoned() == 0  # it may be at work right now
    Upload.objects.update(touched_at=utc_now() - timedelta(minutes=1))
    assert rescue_abandoned() == 1
    assert run_job(Job.objects.get(kind="seal").pk, owner="worker")
    upload.refresh_from_db()
    assert upload.state == "done"


def test_sealing_of_bytes_with_another_hash_is_rejected_by_the_job(tus: Tus) -> None:
    upload = whole_but_unsealed(tus, sha256="0" * 64)
    Job.objects.update(not_before=utc_now())
    run_job(Job.objects.get(kind="seal").pk, owner="worker")
    job = Job.objects.get(kind="seal")
    assert (job.state, job.reason) == ("rejected", "checksum-mismatch")
    assert tus.status(upload)["state"] == "mismatch"


def test_sealing_while_somebody_else_seals_waits(tus: Tus) -> None:
    upload = whole_but_unsealed(tus)
    Job.objects.update(not_before=utc_now())
    with sole_writer(upload.pk):
        run_job(Job.objects.get(kind="seal").pk, owner="worker")
    job = Job.objects.get(kind="seal")
    assert (job.state, job.reason) == ("queued", "being-sealed")
    assert job.not_before is not None
    assert job.not_before > utc_now()
