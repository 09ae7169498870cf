"""The tus server as others meet it: gunicorn, sockets, two processes, tuspy."""

import hashlib
import http.client
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.media import media_file
from tests.media_pipeline.uploads.portal import BYTES, CSRF, TUS, Portal, eventually
from tests.media_pipeline.uploads.tus import media

pytestmark = [pytest.mark.db]

TUSPY = """
import sys
from tusclient.client import TusClient
url, path, hearing, cookie, token, chunk, stop = sys.argv[1:]
client = TusClient(url, headers={"Cookie": cookie, "X-CSRFToken": token, "Referer": url})
uploader = client.uploader(
    path, chunk_size=int(chunk), metadata={"filename": "Сот.mp4", "hearing": hearing}, upload_checksum=True
)
uploader.upload(stop_at=int(stop) or None)
print(uploader.url)
"""


def tuspy(portal: Portal, path: Path, chunk: int = 300_000, stop: int = 0) -> str:
    """Upload with tuspy from a process of its own; returns the upload's path."""
    cookie = f"sessionid={portal.seeded['sessions']['clerk']}; csrftoken={CSRF}"
    arguments = [
        f"{portal.url}/api/v1/uploads/",
        str(path),
        portal.seeded["hearings"][0],
        cookie,
        CSRF,
        str(chunk),
        str(stop),
    ]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(TUSPY), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return httpx.URL(done.stdout.strip()).path


def resume(client: httpx.Client, upload: str, data: bytes) -> httpx.Response:
    """HEAD, then send the rest in one chunk."""
    offset = int(client.head(upload, headers=TUS).headers["Upload-Offset"])
    return client.patch(upload, content=data[offset:], headers={**BYTES, "Upload-Offset": str(offset)})


def test_tuspy_in_another_process_uploads_and_is_played(portal: Portal, tmp_path: Path) -> None:
    data = media_file().read_bytes()
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    upload = tuspy(portal, path)
    status = portal.client().get(upload).json()
    assert (status["state"], status["offset"]) == ("done", len(data))
    stored = next(each for each in portal.originals() if each.stat().st_size == len(data))
    assert hashlib.sha256(stored.read_bytes()).digest() == hashlib.sha256(data).digest()
    assert eventually(lambda: portal.client().get(upload).json()["job_state"] == "done", 20)


def test_tuspy_that_stopped_half_way_is_resumed_by_another_client_after_a_restart(
    portal: Portal, tmp_path: Path
) -> None:
    data = media(1_500_000, seed=21)
    path = tmp_path / "b.mp4"
    path.write_bytes(data)
    upload = tuspy(portal, path, stop=900_000)
    portal.kill_web()
    portal.start_web()
    answer = resume(portal.client(), upload, data)
    assert answer.status_code == 204
    assert portal.client().get(upload).json()["state"] == "done"


def test_second_writer_in_another_process_is_refused(portal: Portal) -> None:
    size = 3_000_000
    data = media(size, seed=22)
    client = portal.client()
    upload = portal.declare(client, size)
    slow = _half_sent(portal, upload, data)
    try:
        # The second web process has its own memory: only the lock of the part file stands between the two.
        second = Portal()
        second.home.rmdir()
        second.home, second.name, second.extra = portal.home, portal.name, portal.extra
        second.__dict__["seeded"] = portal.seeded
        try:
            second.start_web()
            answer = eventually(lambda: _refused(second, upload, data), 20)
        finally:
            second.kill_web()
        assert answer.status_code == 423
        assert answer.json()["type"].endswith("upload-locked")
    finally:
        slow.send(data[size // 2 :])
        assert slow.getresponse().status == 204
        slow.close()
    assert client.get(upload).json()["state"] == "done"


def _half_sent(portal: Portal, upload: str, data: bytes) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
    connection.putrequest("PATCH", upload)
    cookie = f"sessionid={portal.seeded['sessions']['clerk']}; csrftoken={CSRF}"
    sent = {"Cookie": cookie, "X-CSRFToken": CSRF, "Upload-Offset": "0", "Content-Length": str(len(data))}
    for name, value in {**BYTES, **sent}.items():
        connection.putheader(name, value)
    connection.endheaders(data[: len(data) // 2])
    eventually(lambda: portal.part(upload).stat().st_size > 0, 20)
    return connection


def _refused(portal: Portal, upload: str, data: bytes) -> httpx.Response | None:
    answer = portal.client().patch(upload, content=data[:1000], headers={**BYTES, "Upload-Offset": "0"})
    return answer if answer.status_code == 423 else None


def test_cut_connection_keeps_what_arrived(portal: Portal) -> None:
    data = media(3_000_000, seed=23)
    client = portal.client()
    upload = portal.declare(client, len(data))
    _half_sent(portal, upload, data).close()
    offset = eventually(lambda: int(client.head(upload, headers=TUS).headers["Upload-Offset"]), 20)
    assert 0 < offset <= len(data) // 2
    assert eventually(lambda: resume(client, upload, data).status_code == 204, 20)
    assert client.get(upload).json()["state"] == "done"


@pytest.fixture
def impatient(portal: Portal) -> Iterator[Portal]:
    """The portal with a short patience, for one test."""
    portal.kill_web()
    portal.start_web(UPLOAD_STALL_S="1")
    yield portal
    portal.kill_web()
    portal.start_web()


def test_connection_that_went_silent_gives_the_upload_free(impatient: Portal) -> None:
    portal = impatient
    data = media(3_000_000, seed=25)
    client = portal.client()
    upload = portal.declare(client, len(data))
    silent = _half_sent(portal, upload, data)
    answer = eventually(lambda: _taken(client, upload, data), 20)
    assert answer.status_code == 204
    assert client.get(upload).json()["state"] == "done"
    silent.close()


def _taken(client: httpx.Client, upload: str, data: bytes) -> httpx.Response | None:
    answer = resume(client, upload, data)
    return answer if answer.status_code not in {409, 423} else None


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Upload-Offset": "5"}, 409), ({"Upload-Offset": "0", "Content-Type": "video/mp4"}, 415)],
)
def test_refusal_before_a_large_body_reaches_the_client(
    portal: Portal, headers: dict[str, str], status: int
) -> None:
    client = portal.client()
    upload = portal.declare(client, 20_000_000)
    answer = client.patch(upload, content=media(20_000_000), headers={**BYTES, **headers})
    assert answer.status_code == status
    # On the same connection: nothing of the refused body may be taken for the next request.
    assert client.head(upload, headers=TUS).headers["Upload-Offset"] == "0"


def test_body_without_a_length_is_taken_piece_by_piece(portal: Portal) -> None:
    data = media(300_000, seed=24)
    client = portal.client()
    upload = portal.declare(client, len(data))
    pieces = (data[start : start + 7000] for start in range(0, len(data), 7000))
    answer = client.patch(upload, content=pieces, headers={**BYTES, "Upload-Offset": "0"})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(data)))
    assert client.get(upload).json()["state"] == "done"


@pytest.mark.parametrize(
    "line",
    [
        "Content-Length: -5",
        "Content-Length: abc",
        "Content-Length: 99999999999999999999",
        "Upload-Offset: " + "9" * 7000,
        "Upload-Checksum: " + "\x01",
        "Upload-Metadata: " + "a" * 60_000,
        "Transfer-Encoding: nonsense",
    ],
)
def test_hostile_header_is_never_a_server_error(portal: Portal, line: str) -> None:
    cookie = f"sessionid={portal.seeded['sessions']['clerk']}; csrftoken={CSRF}"
    client = portal.client()
    upload = portal.declare(client, 1000)
    request = (
        f"PATCH {upload} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nCookie: {cookie}\r\nX-CSRFToken: {CSRF}\r\n"
        f"Connection: close\r\n{line}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        status = int(connection.recv(100).split()[1])
    assert 400 <= status < 500 or status == 501
    assert portal.client().get(upload).json()["offset"] == 0


def test_uploads_of_several_files_at_once_do_not_disturb_each_other(portal: Portal) -> None:
    files = [media(400_000, seed=30 + number) for number in range(3)]
    client = portal.client()
    uploads = [portal.declare(client, len(data)) for data in files]
    for start in range(0, 400_000, 150_000):
        for upload, data in zip(uploads, files, strict=True):
            chunk = data[start : start + 150_000]
            answer = client.patch(upload, content=chunk, headers={**BYTES, "Upload-Offset": str(start)})
            assert answer.status_code == 204
    stored = {hashlib.sha256(each.read_bytes()).digest() for each in portal.originals()}
    assert {hashlib.sha256(data).digest() for data in files} <= stored
