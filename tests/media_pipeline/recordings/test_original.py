"""The original as a download: the very bytes, ranges, and a name that no header can be broken with."""

from urllib.parse import unquote

import pytest

from jobs.models import Job
from media_pipeline.models import Recording
from tests.media_pipeline.uploads.tus import Tus, media

DATA = media(6000, seed=40)


def address(tus: Tus, **fields: str) -> str:
    assert tus.patch(tus.started(len(DATA), **fields), DATA).status_code == 204
    return f"/api/v1/recordings/{Recording.objects.get().pk}/original/"


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_original_is_the_very_bytes_as_an_attachment(tus: Tus) -> None:
    answer = tus.client.get(address(tus, filename="a.mp4"))
    assert (answer.status_code, body(answer)) == (200, DATA)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Length"] == "6000"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-99", 206, DATA[:100]),
        ("bytes=5900-", 206, DATA[5900:]),
        ("bytes=-10", 206, DATA[-10:]),
        ("bytes=5999-9999", 206, DATA[5999:]),
        ("bytes=6000-", 416, None),
        ("bytes=9-5", 200, DATA),
        ("bytes=a-b", 200, DATA),
        ("bytes=0-1,4-5", 200, DATA),
    ],
)
def test_original_is_given_in_ranges(tus: Tus, asked: str, status: int, part: bytes | None) -> None:
    answer = tus.client.get(address(tus), headers={"Range": asked})
    assert answer.status_code == status
    if part is not None:
        assert body(answer) == part


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a.mp4", "a.mp4"),
        ("Сот отырысы.mp4", "Сот отырысы.mp4"),
        ('quo"te;name=x.mp4', 'quo"te;name=x.mp4'),
        ("a\r\nSet-Cookie: x=1.mp4", "aSet-Cookie: x=1.mp4"),
        ("../../etc/passwd", "passwd"),
        ("photo\u202e4pm.exe", "photo4pm.exe"),
        ("a" * 300 + ".mp4", "a" * 251 + ".mp4"),
    ],
)
def test_name_of_the_original_is_a_safe_header(tus: Tus, raw: str, shown: str) -> None:
    header = tus.client.get(address(tus, filename=raw)).headers["Content-Disposition"]
    assert header.startswith("attachment; ")
    assert "\r" not in header
    assert "\n" not in header
    extended = header.partition("filename*=utf-8''")[2]
    name = unquote(extended) if extended else header.partition("filename=")[2].strip('"').replace('\\"', '"')
    assert name == shown


def test_name_is_shown_clean_and_escaped_on_the_upload_page(tus: Tus) -> None:
    address(tus, filename="<script>\u202ealert(1)</script>.mp4")
    page = tus.client.get(f"/hearings/{tus.hearing}/upload/").content.decode()
    assert "alert(1)" not in page.replace("&lt;script&gt;", "") or "&lt;" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_job_is_told_in_words_and_only_to_those_at_work(tus: Tus) -> None:
    address(tus)
    job = Job.objects.get(kind="index")
    document = tus.client.get(f"/api/v1/jobs/{job.pk}/").json()
    assert set(document) >= {"id", "kind", "recording", "state", "outcome", "reason", "words", "missing"}
    assert (document["state"], document["recording"]) == ("queued", Recording.objects.get().pk)
    assert document["words"]
    assert [row["id"] for row in tus.client.get("/api/v1/jobs/").json()["results"]] == [job.pk]
