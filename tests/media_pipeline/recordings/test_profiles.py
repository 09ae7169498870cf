"""Recorder profiles: administrators write them, clerks read and try them on names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courts.models import Recorder, RecorderProfile
from custody.models import OutboxRow
from tests.cast import Cast

SignIn = Callable[[str], Client]
FIELDS = {
    "name": "SRS 4",
    "grammars": "{camera}-%d%m%y-%H%M%S\r\n\r\n%Y%m%d_%H%M_{piece}",
    "piece_minutes": "1",
    "cameras": "A = 1\nЗал=2",
    "channels": "1: judge, clerk\n2: room",
    "time_zone": "Europe/Berlin",
    "believed_first": "name",
}


@pytest.fixture
def recorder(cast: Cast) -> Recorder:
    return Recorder.objects.create(courtroom=cast.room, serial="SRS-1")


def new(client: Client, cast: Cast, **changes: Any) -> Any:
    return client.post(f"/courts/{cast.courts['city'].pk}/recorder-profiles/new/", {**FIELDS, **changes})


def test_administrator_writes_a_profile(cast: Cast, recorder: Recorder, signed_in: SignIn) -> None:
    answer = new(signed_in("courtadmin"), cast, recorders=[recorder.pk])
    profile = RecorderProfile.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/recorder-profiles/{profile.pk}/")
    assert profile.grammars == ["{camera}-%d%m%y-%H%M%S", "%Y%m%d_%H%M_{piece}"]
    assert (profile.cameras, profile.channels) == (
        {"A": 1, "Зал": 2},
        {"1": ["judge", "clerk"], "2": ["room"]},
    )
    assert (profile.piece_minutes, profile.believed_first) == (1, "name")
    recorder.refresh_from_db()
    assert recorder.profile == profile
    rows = OutboxRow.objects.filter(object=profile.pk)
    assert [(row.action, row.person) for row in rows] == [
        ("recorderprofile.added", cast.people["courtadmin"].pk)
    ]


def test_profile_is_shown_again_as_it_was_written(cast: Cast, recorder: Recorder, signed_in: SignIn) -> None:
    client = signed_in("courtadmin")
    new(client, cast, recorders=[recorder.pk])
    profile = RecorderProfile.objects.get()
    page = client.get(f"/recorder-profiles/{profile.pk}/edit/").content.decode()
    assert "{camera}-%d%m%y-%H%M%S\n%Y%m%d_%H%M_{piece}" in page
    assert "A = 1\nЗал = 2" in page
    assert "1: judge, clerk\n2: room" in page
    sent = {**FIELDS, "name": "SRS 5", "version": profile.version}
    assert client.post(f"/recorder-profiles/{profile.pk}/edit/", sent).status_code == 302
    profile.refresh_from_db()
    recorder.refresh_from_db()
    assert (profile.name, recorder.profile) == ("SRS 5", None)
    # somebody else has it open still
    answer = client.post(f"/recorder-profiles/{profile.pk}/edit/", {**sent, "name": "SRS 6"})
    assert (answer.status_code, RecorderProfile.objects.get().name) == (422, "SRS 5")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("grammars", "%Q", "%Q is not known here."),
        ("grammars", "(a+)+$", "The pattern reads nothing"),
        ("grammars", "\n".join(["%H%M"] * 65), "At most 64 lines."),
        ("cameras", "A", "is not read"),
        ("cameras", "A = 99", "is not read"),
        ("channels", "judge, clerk", "is not read"),
        ("channels", "0: judge", "is not read"),
        ("time_zone", "Almaty", "Unknown time zone"),
        ("piece_minutes", "0", "greater than or equal to 1"),
        ("believed_first", "hope", "not one of the available choices"),
        ("recorders", "x", "not one of the available choices"),
        ("name", "", "required"),
    ],
)
def test_profile_that_cannot_be_right_is_refused_in_words(
    cast: Cast, signed_in: SignIn, field: str, value: str, told: str
) -> None:
    answer = new(signed_in("courtadmin"), cast, **{field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not RecorderProfile.objects.exists()


def test_second_profile_of_one_name_is_refused(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("courtadmin")
    assert [new(client, cast).status_code for _ in range(2)] == [302, 422]


NAMES = "A-020326-100515.mp4\n20260302_1000_003.mp4\n2026-03-02_10-05-15_cam2.mp4\nfoo.mp4\n<b>2079-01-01_10-00-00.mp4"


def test_clerk_tries_a_profile_on_names(cast: Cast, signed_in: SignIn) -> None:
    new(signed_in("courtadmin"), cast)
    profile = RecorderProfile.objects.get()
    client = signed_in("clerk")
    answer = client.post(f"/recorder-profiles/{profile.pk}/", {"names": NAMES})
    assert answer.status_code == 200
    page = answer.content.decode()
    # The recorder's clock is Berlin's, the page shows the court's time (UTC+5).
    assert "02.03.2026 14:05:15" in page
    assert "02.03.2026 14:02:00" in page  # the third piece of one minute
    assert "Judge, Clerk" in page
    assert "No time is read in this name." in page
    assert "not believed" in page
    assert "<b>2079" not in page
    assert f"/recorder-profiles/{profile.pk}/edit/" not in page
    listed = client.get(f"/courts/{cast.courts['city'].pk}/recorder-profiles/").content.decode()
    assert "SRS 4" in listed


def test_names_are_tried_over_the_api(cast: Cast, signed_in: SignIn) -> None:
    new(signed_in("courtadmin"), cast)
    profile = RecorderProfile.objects.get()
    client, base = signed_in("clerk"), f"/api/v1/recorder-profiles/{profile.pk}/test/"
    body = {"names": ["Зал-020326-100515.mp4", "10h05m00s.mp4"], "expected_at": "2026-03-02T08:00:00Z"}
    first, second = client.post(base, body, content_type="application/json").json()["results"]
    assert (first["started_at"], first["camera"], first["channels"]) == (
        "2026-03-02T09:05:15.000Z",
        2,
        ["room"],
    )
    assert (second["started_at"], second["pattern"]) == ("2026-03-02T09:05:00.000Z", "")
    (listed,) = client.get(f"/api/v1/courts/{cast.courts['city'].pk}/recorder-profiles/").json()
    assert listed["grammars"] == profile.grammars
    many = {"names": ["a"] * 201}
    assert client.post(base, many, content_type="application/json").status_code == 422


def test_more_names_than_a_page_takes_are_refused(cast: Cast, signed_in: SignIn) -> None:
    new(signed_in("courtadmin"), cast)
    address = f"/recorder-profiles/{RecorderProfile.objects.get().pk}/"
    assert signed_in("clerk").post(address, {"names": "a\n" * 201}).status_code == 422
