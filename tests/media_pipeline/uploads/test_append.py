"""Sending bytes: offsets, checksums, what is refused by its first 4 KiB, and what a whole file answers."""

import hashlib
from pathlib import Path

import pytest

from custody.models import Original, OutboxRow
from custody.services.stores import store
from jobs.models import Job
from media_pipeline.models import Recording, Upload
from media_pipeline.services import hashing
from media_pipeline.services.parts import part_path
from tests.media_pipeline.uploads.tus import Tus, checksum, code_of, media
from tests.stores import original_path

TEXT = b"This is a text, and no recorder makes such files.\n" * 200
MORE_FILES = 8
"""So many may come to be open for other reasons, for sixty pieces."""
PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nhttp://other.example/secret.ts\n" * 80


def test_append_in_three_pieces_stores_one_original(tus: Tus) -> None:
    data = media(9000)
    upload = tus.started(len(data), filename="a.mp4", sha256=hashlib.sha256(data).hexdigest())
    answers = [tus.patch(upload, data[start : start + 3000]) for start in range(0, 9000, 3000)]
    assert [each.status_code for each in answers] == [204] * 3
    assert [each.headers["Upload-Offset"] for each in answers] == ["3000", "6000", "9000"]
    upload.refresh_from_db()
    assert upload.state == "done"
    assert upload.recording is not None
    assert answers[-1].headers["Courtrec-Recording"] == upload.recording.pk
    assert answers[-1].headers["Courtrec-Job"] == Job.objects.get(kind="index").pk
    original = upload.recording.original
    assert original_path(original.pk).read_bytes() == data
    assert (original.size, original.sha256) == (9000, hashlib.sha256(data).hexdigest())
    assert original.sha512 == hashlib.sha512(data).hexdigest()
    assert not part_path(upload.pk).exists()
    actions = set(OutboxRow.objects.values_list("action", flat=True))
    assert {"upload.started", "original.stored", "recording.received", "range.taken"} <= actions


def test_append_by_another_process_catches_the_digests_up(tus: Tus) -> None:
    data = media(9000, seed=1)
    upload = tus.started(len(data), sha256=hashlib.sha256(data).hexdigest())
    tus.patch(upload, data[:5000])
    hashing._kept.clear()  # what a restart forgets
    assert tus.patch(upload, data[5000:]).status_code == 204
    assert Original.objects.get().sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("offset", [0, 4999, 5001, 9000, 10**17])
def test_append_at_another_offset_answers_409_and_the_right_one(tus: Tus, offset: int) -> None:
    upload = tus.started(9000)
    tus.patch(upload, media(5000))
    answer = tus.patch(upload, b"x" * 10, offset=offset)
    assert (answer.status_code, code_of(answer)) == (409, "upload-offset")
    assert answer.json()["offset"] == 5000
    assert part_path(upload.pk).read_bytes() == media(5000)


@pytest.mark.parametrize("offset", ["", "-1", "abc", "0x10", "1" * 30, "5000,5000"])
def test_append_at_an_unreadable_offset_is_refused(tus: Tus, offset: str) -> None:
    upload = tus.started(9000)
    assert tus.patch(upload, b"x", offset=offset).status_code == 422


def test_append_of_more_than_declared_is_refused(tus: Tus) -> None:
    upload = tus.started(5000)
    answer = tus.patch(upload, media(5001))
    assert (answer.status_code, code_of(answer)) == (413, "upload-length")
    assert tus.status(upload)["offset"] == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_append_with_the_right_checksum_is_taken(tus: Tus, algorithm: str) -> None:
    data = media(5000)
    upload = tus.started(9000)
    answer = tus.patch(upload, data, headers={"Upload-Checksum": checksum(algorithm, data)})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5000")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_append_with_a_wrong_checksum_discards_the_chunk(tus: Tus, algorithm: str) -> None:
    data = media(9000, seed=2)
    upload = tus.started(9000, sha256=hashlib.sha256(data).hexdigest())
    tus.patch(upload, data[:5000])
    flipped = bytes([data[5000] ^ 1]) + data[5001:]
    answer = tus.patch(upload, flipped, headers={"Upload-Checksum": checksum(algorithm, data[5000:])})
    assert (answer.status_code, code_of(answer)) == (460, "checksum-mismatch")
    assert tus.status(upload)["offset"] == 5000
    assert part_path(upload.pk).read_bytes() == data[:5000]
    assert (
        tus.patch(upload, data[5000:]).status_code == 204
    )  # the discarded bytes are not in the digest either
    assert Original.objects.get().sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("header", ["crc32 AAAA", "sha1", "sha1 !!!", "sha256", " ", "md5 " + "A" * 5000])
def test_append_with_an_unreadable_checksum_is_refused(tus: Tus, header: str) -> None:
    upload = tus.started(9000)
    answer = tus.patch(upload, media(5000), headers={"Upload-Checksum": header})
    assert answer.status_code in {422, 460}
    assert tus.status(upload)["offset"] == 0


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "video/mp4", ""]
)
def test_append_of_another_content_type_is_refused(tus: Tus, kind: str) -> None:
    upload = tus.started(9000)
    answer = tus.patch(upload, b"a=1&b=2", kind=kind)
    assert (answer.status_code, code_of(answer)) == (415, "content-type")


@pytest.mark.parametrize("data", [TEXT, PLAYLIST, b"PK\x03\x04" * 3000, b"\0" * 9000, b"<html>" * 2000])
@pytest.mark.parametrize("piece", [9000, 1000, 4095])
def test_append_of_no_recording_is_refused_by_the_first_4_kib(tus: Tus, data: bytes, piece: int) -> None:
    data = data[:9000]
    upload = tus.started(len(data), filename="innocent.mp4")
    statuses = []
    for start in range(0, len(data), piece):
        statuses.append(tus.patch(upload, data[start : start + piece], offset=start).status_code)
        if statuses[-1] != 204:
            break
    assert statuses == [204] * (-(-4096 // piece) - 1) + [415]
    assert tus.status(upload)["state"] == "refused"
    assert not part_path(upload.pk).exists()
    assert not Recording.objects.exists()


def test_append_of_a_small_file_of_text_is_refused_when_whole(tus: Tus) -> None:
    upload = tus.started(20)
    assert tus.patch(upload, TEXT[:20]).status_code == 415


def test_append_to_a_refused_upload_answers_410(tus: Tus) -> None:
    upload = tus.started(9000)
    tus.patch(upload, TEXT[:9000])
    assert tus.patch(upload, TEXT[:9000], offset=0).status_code == 410
    assert tus.head(upload).status_code == 410


def test_append_of_nothing_changes_nothing(tus: Tus) -> None:
    upload = tus.started(9000)
    answer = tus.patch(upload, b"")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "0")


def test_append_repeated_after_the_last_answer_was_lost_is_answered_again(tus: Tus) -> None:
    data = media(6000)
    upload = tus.started(6000)
    first = tus.patch(upload, data)
    again = tus.patch(upload, b"", offset=6000)
    assert (again.status_code, again.headers["Courtrec-Recording"]) == (
        204,
        first.headers["Courtrec-Recording"],
    )
    behind = tus.patch(upload, data, offset=0)
    assert (behind.status_code, code_of(behind)) == (409, "upload-offset")


def test_whole_with_another_hash_than_declared_is_kept_as_mismatch(tus: Tus) -> None:
    data = media(6000, seed=3)
    upload = tus.started(6000, sha256="0" * 64)
    answer = tus.patch(upload, data)
    assert (answer.status_code, code_of(answer)) == (460, "checksum-mismatch")
    status = tus.status(upload)
    assert (status["state"], status["problem"], status["recording"]) == (
        "mismatch",
        "checksum-mismatch",
        None,
    )
    assert part_path(upload.pk).read_bytes() == data
    upload.refresh_from_db()
    assert 23 < (upload.expires_at - upload.touched_at).total_seconds() / 3600 <= 24.1
    assert not Original.objects.exists()
    assert tus.head(upload).status_code == 460  # a client must not take the full offset for success


def test_declared_hash_may_be_written_in_capitals(tus: Tus) -> None:
    data = media(6000)
    upload = tus.started(6000, sha256=hashlib.sha256(data).hexdigest().upper())
    assert tus.patch(upload, data).status_code == 204


def test_same_bytes_twice_are_one_original_and_one_recording(tus: Tus) -> None:
    data = media(6000)
    first, second = tus.started(6000, filename="a.mp4"), tus.started(6000, filename="b.mp4")
    answers = [tus.patch(each, data) for each in (first, second)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert len({answer.headers["Courtrec-Recording"] for answer in answers}) == 1
    assert len(list(store().inventories())) == Original.objects.count() == Recording.objects.count() == 1


def test_same_bytes_at_another_time_are_another_recording_of_one_original(tus: Tus) -> None:
    data = media(6000)
    for start in ("2026-03-02T05:00:00Z", "2026-03-02T06:00:00Z"):
        assert tus.patch(tus.started(6000, started_at=start), data).status_code == 204
    assert (Original.objects.count(), Recording.objects.count()) == (1, 2)


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_upload_of_many_pieces_grows_no_open_files(tus: Tus) -> None:
    data = media(6_000)
    upload = tus.started(len(data))
    before = open_files()
    for start in range(0, len(data), 100):
        assert tus.patch(upload, data[start : start + 100], offset=start).status_code == 204
    assert open_files() <= before + MORE_FILES
    assert Upload.objects.get(pk=upload.pk).state == "done"
