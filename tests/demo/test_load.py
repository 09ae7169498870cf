"""The demonstration as `make run` loads it: a hearing that is open, and one whose witness is protected."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from accounts.models import User
from accounts.policies.caller import Caller
from demo.services.cases import CRIMINAL, PROTECTED, WITNESS_NAME
from demo.services.load import load
from hearings.models import Assignment, Disguise, Hearing, Participant, Restriction
from hearings.services.disguises import release
from jobs.models import Job
from media_pipeline.models import Recording
from media_pipeline.states import JobKind
from playback.services.gate import gate
from protocol.models import Entry
from tests.playback.disguising import decoded, work
from tests.playback.test_media import base_of, body_of, opened, parts_of

SECOND = 48_000
WORDS = "wait for your ear"


@pytest.fixture
def court(db: None) -> Hearing:
    """The hearing with the protected witness."""
    assert load()
    return Hearing.objects.get(case_links__case__number=PROTECTED)


@pytest.fixture
def visitor(court: Hearing) -> Callable[[str], Client]:
    def sign_in(username: str) -> Client:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(User.objects.get(username=username))
        return client

    return sign_in


def test_load_orders_the_disguise_and_leaves_it_to_the_worker(court: Hearing) -> None:
    assert not Disguise.objects.exists()
    (job,) = Job.objects.filter(kind=JobKind.DISGUISE)
    assert (job.subject, job.state) == (court.pk, "queued")
    (order,) = Restriction.objects.all()
    assert (order.hearing_id, order.kind, order.state) == (court.pk, "protected", "confirmed")
    assert Assignment.objects.get(hearing=court, role="clerk").sworn
    # The other one is as open as it was, its clerk not sworn.
    first = Hearing.objects.filter(case_links__case__number=CRIMINAL).earliest("scheduled_at")
    assert not Assignment.objects.get(hearing=first, role="clerk").sworn
    assert Participant.objects.filter(case__hearings=first, kind="witness", pseudonym=None).exists()


def test_protocol_of_the_protected_witness_names_nobody(court: Hearing) -> None:
    entries = Entry.objects.filter(hearing=court)
    assert court.opened_at is not None
    assert entries.earliest("started_at").started_at > court.opened_at
    said = " ".join(f"{entry.speaker} {entry.text}" for entry in entries)
    assert [word for word in WITNESS_NAME.replace("(", "").replace(")", "").split()[:2] if word in said] == []
    assert "[…]" in said
    assert Participant.objects.get(case__hearings=court, kind="witness").pseudonym


def test_load_twice_changes_nothing(court: Hearing) -> None:
    counted = (Hearing, Recording, Entry, Restriction, Job)
    before = [model._default_manager.count() for model in counted]
    assert not load()
    assert [model._default_manager.count() for model in counted] == before


def test_visitor_listens_as_sworn_clerk_and_then_hears_it_as_a_party(
    court: Hearing, visitor: Callable[[str], Client], tmp_path: Path
) -> None:
    address = f"/hearings/{court.pk}/disguises/"
    assert not played(visitor("party"), court, tmp_path)
    work()
    desk = visitor("clerk").get("/").content.decode()
    assert (WORDS in desk, address in desk) == (True, True)
    assert WORDS not in visitor("party").get("/").content.decode()
    assert "<audio" in visitor("clerk").get(address).content.decode()
    release(Disguise.objects.get(), Caller(user=User.objects.get(username="clerk")), "T-clerk-protected")
    gate.watcher.round()
    opened(visitor("party"), court)
    work()
    for name in ("party", "lawyer", "judge"):
        assert played(visitor(name), court, tmp_path), name


def played(client: Client, hearing: Hearing, folder: Path) -> bool:
    """Tell whether anything is heard while the protected witness speaks."""
    play = opened(client, hearing)
    path = folder / "heard.mp4"
    names = parts_of(client, play, "a0")
    path.write_bytes(b"".join(body_of(client, f"{base_of(play)}/{name}") for name in names))
    return bool(np.abs(decoded(path)[3 * SECOND : 11 * SECOND]).max() > 0)
