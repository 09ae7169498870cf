"""Starting an upload: what the declaration must be, and what is done with names."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import ServiceClient
from courts.models import Courtroom
from custody.models import OutboxRow
from media_pipeline.models import Upload
from media_pipeline.services.parts import part_path
from tests.cast import ABSENT, Cast
from tests.clients import token_of
from tests.media_pipeline.uploads.tus import Tus, code_of, media, metadata


def test_creation_of_an_upload_answers_where_and_until_when(tus: Tus) -> None:
    answer = tus.create(1000, filename="a.mp4")
    upload = Upload.objects.get()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/api/v1/uploads/{upload.pk}")
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith("GMT")
    assert part_path(upload.pk).stat().st_size == 0
    assert OutboxRow.objects.filter(action="upload.started", object=upload.pk).count() == 1


def test_options_names_version_extensions_and_limits(tus: Tus) -> None:
    answer = tus.client.options(reverse("api:uploads"))
    assert answer.status_code in {200, 204}
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }
    assert {"sha1", "sha256", "md5"} <= set(answer.headers["Tus-Checksum-Algorithm"].split(","))
    assert int(answer.headers["Tus-Max-Size"]) > 0


@pytest.mark.parametrize(
    ("length", "status", "code"),
    [
        (0, 422, "upload-empty"),
        (-1, 422, "upload-invalid"),
        ("", 422, "upload-invalid"),
        ("ten", 422, "upload-invalid"),
        ("1e3", 422, "upload-invalid"),
        ("1.5", 422, "upload-invalid"),
        ("٣", 422, "upload-invalid"),  # a digit, but not one of a header
        ("9" * 18, 413, "upload-too-large"),
        ("9" * 40, 422, "upload-invalid"),
    ],
)
def test_creation_with_a_wrong_length_is_refused(tus: Tus, length: int | str, status: int, code: str) -> None:
    answer = tus.create(length, filename="a.mp4")
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"hearing": ABSENT}, 404),
        ({"hearing": "../../etc"}, 404),
        ({"hearing": "\0"}, 404),
        ({"courtroom": ABSENT}, 404),
        ({"sha256": "abc"}, 422),
        ({"sha256": "g" * 64}, 422),
        ({"started_at": "yesterday"}, 422),
        ({"started_at": "2026-03-02T10:00:00"}, 422),  # no zone
        ({"started_at": "2026-13-02T10:00:00Z"}, 422),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, 422),  # before the year 1 in UTC
        ({"started_at": "9999-12-31T23:59:59-12:00"}, 422),
        ({"started_at": "2076-03-02T10:00:00Z"}, 201),  # a recorder's clock may be 50 years ahead
        ({"camera": "0"}, 422),
        ({"camera": "65"}, 422),
        ({"camera": "-1"}, 422),
        ({"camera": "9999999"}, 422),
        ({"channels": ",".join("abcdefghijklmnopqrstuvwxyz0123456789")}, 422),  # 36
        ({"channels": "judge, witness,,"}, 201),
        ({"unknown": "is ignored"}, 201),
    ],
)
def test_creation_with_metadata_is_judged_by_each_field(
    tus: Tus, fields: dict[str, Any], status: int
) -> None:
    answer = tus.create(1000, **fields)
    assert answer.status_code == status, answer.content
    assert Upload.objects.count() == (status == 201)


@pytest.mark.parametrize(
    "raw",
    ["", "filename", "filename !!!", ",,,", "hearing YQ==,hearing YQ==", "a" * 9000, "filename \udcff"],
)
def test_creation_with_unreadable_metadata_is_refused(tus: Tus, raw: str) -> None:
    answer = tus.create(1000, headers={"Upload-Metadata": raw})
    assert answer.status_code in {404, 422}
    assert not Upload.objects.exists()


def test_creation_without_the_version_is_refused(tus: Tus) -> None:
    answer = tus.create(1000, headers={"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, code_of(answer)) == (412, "tus-version")
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_creation_with_upload_takes_the_first_bytes(tus: Tus) -> None:
    answer = tus.create(9000, media(5000), filename="a.mp4")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "5000")


def test_creation_with_the_whole_file_names_recording_and_job(tus: Tus) -> None:
    answer = tus.create(6000, media(6000), filename="a.mp4")
    upload = Upload.objects.get()
    assert answer.status_code == 201
    assert answer.headers["Courtrec-Recording"] == upload.recording_id
    assert answer.headers["Courtrec-Job"]


def test_creation_with_a_body_of_another_type_starts_nothing(tus: Tus) -> None:
    sent = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": metadata(hearing=tus.hearing)}
    answer = tus.client.post(
        reverse("api:uploads"), b"a=1", content_type="application/x-www-form-urlencoded", headers=sent
    )
    assert (answer.status_code, code_of(answer)) == (415, "content-type")
    assert not Upload.objects.exists()


def test_creation_without_room_on_the_disk_answers_507(tus: Tus, settings: Settings) -> None:
    settings.UPLOAD_FREE_BYTES = 2**62
    answer = tus.create(1000)
    assert (answer.status_code, code_of(answer)) == (507, "disk-full")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("hearing.mp4", "hearing.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\records\\room 1.mp4", "room 1.mp4"),
        ("/", "recording"),
        ("..", "recording"),
        ("", "recording"),
        ("a\r\nSet-Cookie: x=1.mp4", "aSet-Cookie: x=1.mp4"),
        ("a\0b\x07.mp4", "ab.mp4"),
        ("photo\u202e4pm.exe", "photo4pm.exe"),  # a mark that turns the direction: shown as "photoexe.mp4"
        ("\u2066сот\u2069\u200f.mp4", "сот.mp4"),
        ("Сот отырысы.mp4", "Сот отырысы.mp4"),
        ("й.mp4", "й.mp4"),  # composed, so that both writings are one name
        ("a" * 300 + ".mp4", "a" * 251 + ".mp4"),
        ("b" * 300, "b" * 255),
        ("-i.mp4", "-i.mp4"),  # never an option: the bytes lie under a random id
        ("concat:a|b", "concat:a|b"),
    ],
)
def test_name_of_a_file_is_stored_clean(tus: Tus, raw: str, stored: str) -> None:
    assert tus.started(1000, filename=raw).filename == stored


def test_name_that_is_no_utf8_is_stored_replaced(tus: Tus) -> None:
    assert tus.started(1000, filename=b"a\xff.mp4").filename == "a\ufffd.mp4"


def test_deposit_for_a_courtroom_needs_an_office_in_its_court(tus: Tus, cast: Cast) -> None:
    assert tus.create(1000, courtroom=cast.room.pk).status_code == 201
    elsewhere = Client()
    elsewhere.force_login(cast.people["clerk3"])
    assert Tus(elsewhere, tus.hearing).create(1000, courtroom=cast.room.pk).status_code == 404


@pytest.mark.parametrize(
    ("scopes", "room", "status"),
    [
        (["upload"], "own", 201),
        # what it was not given
        (["read", "cards"], "own", 403),
        # a room of a court that is not the client's
        (["upload"], "other", 404),
    ],
)
def test_deposit_by_a_client_needs_its_scope_and_its_court(
    tus: Tus, cast: Cast, scopes: list[str], room: str, status: int
) -> None:
    other = Courtroom.objects.create(court=cast.courts["other"], name="1")
    recorder = Tus(
        Client(headers={"Authorization": f"Bearer {token_of(ServiceClient.objects.get(), scopes)}"}), ""
    )
    answer = recorder.create(1000, courtroom=cast.room.pk if room == "own" else other.pk)
    assert answer.status_code == status


def test_deposit_of_nothing_asks_for_the_right_and_makes_nothing(tus: Tus, cast: Cast) -> None:
    """The agent's --check relies on it: the courtroom is decided on before the length."""
    recorder = Tus(Client(headers={"Authorization": f"Bearer {token_of(ServiceClient.objects.get())}"}), "")
    assert code_of(recorder.create(0, courtroom=cast.room.pk)) == "upload-empty"
    assert recorder.create(0, courtroom=ABSENT).status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("username", "status"),
    # party: sees the hearing, may not write; clerk2: of the court but not assigned; outsider: knows nothing of it
    [("clerk", 201), ("party", 403), ("clerk2", 403), ("outsider", 404), ("clerk3", 404)],
)
def test_creation_is_for_those_who_may_upload_to_the_hearing(
    tus: Tus, cast: Cast, username: str, status: int
) -> None:
    client = Client()
    client.force_login(cast.people[username])
    assert Tus(client, tus.hearing).create(1000).status_code == status


def test_creation_by_nobody_answers_401_for_existing_and_absent_alike(tus: Tus) -> None:
    nobody = Tus(Client(), tus.hearing)
    assert nobody.create(1000).status_code == nobody.create(1000, hearing=ABSENT).status_code == 401
