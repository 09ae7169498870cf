"""Pause, go on, try again: by those who may, with an audit row, over pages and API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import ServiceClient
from custody.models import OutboxRow
from jobs.models import Hold, Job
from jobs.services.lease import claim_best
from media_pipeline.models import Recording
from tests.cast import Cast
from tests.clients import token_of
from tests.media_pipeline.queue.conftest import Make

SignIn = Callable[[str], Client]


def notes() -> list[tuple[str, str]]:
    rows = OutboxRow.objects.filter(action__startswith="work.").order_by("pk")
    return list(rows.values_list("action", "object"))


def steer(client: Client, recording: Recording, do: str) -> Any:
    return client.post(f"/recordings/{recording.pk}/work/", {"do": do, "query": "state=waiting"}, follow=True)


def test_work_on_a_recording_rests_and_goes_on(make: Make, signed_in: SignIn) -> None:
    recording, other = make(("picture", "queued", 2), ("probe", "done", 1)), make(("picture", "queued", 1))
    client = signed_in("clerk")
    answer = steer(client, recording, "pause")
    assert answer.redirect_chain == [("/jobs/?state=waiting", 302)]
    taken = claim_best("a")
    assert taken is not None
    assert taken.group == other.pk
    assert claim_best("a") is None
    steer(client, recording, "pause")
    steer(client, recording, "resume")
    assert claim_best("a") is not None
    assert notes() == [("work.paused", recording.pk), ("work.resumed", recording.pk)]
    row = OutboxRow.objects.filter(action="work.paused").get()
    assert (row.court, row.rule) == (recording.court_id, "T-clerk-steer-work")


def test_kept_recording_is_prepared_again(make: Make, signed_in: SignIn) -> None:
    recording = make(("picture", "kept", 1), ("probe", "done", 1), state="kept")
    Recording.objects.filter(pk=recording.pk).update(reason="no-decoder")
    steer(signed_in("clerk"), recording, "retry")
    recording.refresh_from_db()
    assert (recording.state, recording.reason, recording.version) == ("preparing", "", 2)
    assert set(Job.objects.values_list("stage_of", "state")) == {("picture", "queued"), ("probe", "done")}
    assert notes() == [("work.retried", recording.pk)]


def test_recording_that_plays_goes_on_playing_while_it_is_tried_again(make: Make, signed_in: SignIn) -> None:
    recording = make(("picture", "done", 1), state="ready")
    Job.objects.update(outcome="salvage", reason="cut-off")
    steer(signed_in("clerk"), recording, "retry")
    recording.refresh_from_db()
    assert recording.state == "ready"
    assert Job.objects.get().state == "queued"


@pytest.mark.parametrize(
    ("username", "status"), [("judge", 403), ("assistant", 403), ("party", 404), ("clerk3", 404)]
)
def test_others_may_not_steer(make: Make, signed_in: SignIn, username: str, status: int) -> None:
    recording = make(("picture", "queued", 1))
    answer = signed_in(username).post(f"/recordings/{recording.pk}/work/", {"do": "pause"})
    assert answer.status_code == status
    assert Job.objects.get().paused_at is None
    assert notes() == []


@pytest.mark.parametrize("do", ["", "unheard"])
def test_unknown_act_is_refused(make: Make, signed_in: SignIn, do: str) -> None:
    recording = make(("picture", "queued", 1))
    answer = signed_in("clerk").post(f"/recordings/{recording.pk}/work/", {"do": do})
    assert answer.status_code == 422


def test_kind_of_work_of_a_court_rests_and_goes_on(make: Make, signed_in: SignIn, cast: Cast) -> None:
    make(("ladder", "queued", 1))
    city, client = cast.courts["city"].pk, signed_in("courtadmin")
    client.post(f"/jobs/kinds/{city}/ladder/", {"do": "hold"})
    assert claim_best("a") is None
    assert "rests" in client.get("/jobs/?lang=en").content.decode()
    client.post(f"/jobs/kinds/{city}/ladder/", {"do": "hold"})
    client.post(f"/jobs/kinds/{city}/ladder/", {"do": "lift"})
    assert claim_best("a") is not None
    assert notes() == [("work.held", "ladder"), ("work.lifted", "ladder")]


@pytest.mark.parametrize(
    ("stage", "do", "status"), [("picture", "hold", 404), ("nothing", "hold", 404), ("ladder", "x", 422)]
)
def test_only_work_that_can_wait_may_rest_as_a_kind(
    signed_in: SignIn, cast: Cast, stage: str, do: str, status: int
) -> None:
    answer = signed_in("clerk").post(f"/jobs/kinds/{cast.courts['city'].pk}/{stage}/", {"do": do})
    assert answer.status_code == status
    assert not Hold.objects.exists()


def test_api_pauses_resumes_and_retries_one_job(main_job: Job, signed_in: SignIn) -> None:
    client, url = signed_in("clerk"), f"/api/v1/jobs/{main_job.pk}/"
    paused = client.post(f"{url}pause/").json()
    assert paused["paused_at"] is not None
    assert paused["recording"] == main_job.group
    assert client.post(f"{url}pause/").status_code == 200  # it is what was asked for
    assert client.post(f"{url}resume/").json()["paused_at"] is None
    assert client.post(f"{url}retry/").status_code == 409
    Job.objects.update(state="failed", attempt=5, reason="unexpected")
    assert client.post(f"{url}pause/").json()["type"] == "urn:courtrec:problem:conflict"
    again = client.post(f"{url}retry/").json()
    assert (again["state"], again["attempt"], again["reason"]) == ("queued", 0, "")
    assert [action for action, _ in notes()] == ["work.paused", "work.resumed", "work.retried"]
    assert {named for _, named in notes()} == {main_job.pk}


def test_client_steers_only_with_the_scope_of_uploads(main_job: Job, cast: Cast) -> None:
    Recording.objects.update(uploader=ServiceClient.objects.get().pk)
    bearer = token_of(ServiceClient.objects.get())
    client = Client(headers={"Authorization": f"Bearer {bearer}"})
    assert client.post(f"/api/v1/jobs/{main_job.pk}/pause/").status_code == 200
    reader = token_of(ServiceClient.objects.get(), ["read"])
    answer = Client(headers={"Authorization": f"Bearer {reader}"}).post(f"/api/v1/jobs/{main_job.pk}/pause/")
    assert answer.status_code == 403
