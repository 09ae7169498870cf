"""The portal behind the nginx that we ship: nothing past the gate, and exact bytes from disk and from a bucket."""

import shutil
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as portal
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from courtrec.env import BASE_DIR
from media_pipeline.models import Recording
from tests.bucket import free_ports
from tests.cast import build, mark, write_and_publish
from tests.media import add_recording, media_file

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/var/lib/courtrec/"
ONCE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
WRAPPED = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/courtrec.conf;
}}
"""


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    (folder / "records.pem").write_bytes(
        signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    (folder / "records.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _configured(folder: Path, port: int, upstream: str, endpoint: str) -> str:
    """Our file with the names of this test; each must be in it."""
    text = (BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for shipped, ours in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/nginx/tls/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
        ("127.0.0.1:8000", upstream),
        (HOME, f"{Path(portal.ORIGINALS_DIR).parent}/"),
        ("https://s3.court.example", endpoint),
    ):
        assert shipped in text
        text = text.replace(shipped, ours)
    return text


@pytest.fixture(params=["local", "s3"])
def base(
    request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> Iterator[str]:
    """The address of nginx before the portal, whose recordings lie on disk or in a bucket."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    endpoint = "http://127.0.0.1:9"
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.PARTS_DIR = tmp_path / "originals" / "parts"
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    if request.param == "s3":
        request.getfixturevalue("in_bucket")
        endpoint = settings.S3_ENDPOINT
    settings.MEDIA_ACCEL = "nginx"
    folder = tmp_path / "nginx"
    folder.mkdir()
    _certificate(folder)
    port = free_ports(1)[0]
    upstream = live_server.url.removeprefix("http://")
    (folder / "courtrec.conf").write_text(_configured(folder, port, upstream, endpoint), encoding="utf-8")
    user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""  # else it could not read our folders
    (folder / "nginx.conf").write_text(WRAPPED.format(folder=folder, user=user), encoding="utf-8")
    command = [program, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    process = subprocess.Popen(command)
    try:
        yield _answering(f"https://127.0.0.1:{port}", process, folder)
    finally:
        process.terminate()
        process.wait(10)


def _answering(base: str, process: "subprocess.Popen[bytes]", folder: Path) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{base}/healthz", verify=False)  # noqa: S501  a certificate of this test's own
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return base
    raise AssertionError((folder / "error.log").read_text(encoding="utf-8"))


@pytest.fixture
def visitors(base: str) -> Iterator[dict[str, httpx.Client]]:
    """Nobody and the judge of a hearing that has a recording."""
    heard = build()  # committed, for the server's own threads
    mark(heard)
    write_and_publish(heard)
    add_recording(heard)
    judge = Client()
    judge.force_login(heard.people["judge"])
    cookies = {portal.SESSION_COOKIE_NAME: judge.cookies[portal.SESSION_COOKIE_NAME].value}
    common: dict[str, Any] = {"base_url": base, "verify": False, "timeout": 30}
    with httpx.Client(**common) as nobody, httpx.Client(cookies=cookies, **common) as signed_in:
        yield {"nobody": nobody, "judge": signed_in, "hearing": heard.hearing.pk}  # type: ignore[dict-item]


def assert_said_once(answer: httpx.Response) -> None:
    """Each header is there, from the portal or from nginx, and not from both."""
    for name, value in ONCE.items():
        said = answer.headers.get_list(name)
        assert len(said) == 1, (answer.url, name, said)
        assert value in said[0], (answer.url, name, said)


def test_nothing_goes_past_the_gate_and_the_judge_gets_exact_bytes(visitors: dict[str, Any]) -> None:
    nobody, judge = visitors["nobody"], visitors["judge"]
    recording = Recording.objects.get()
    original = f"/api/v1/recordings/{recording.pk}/original/"
    play = judge.get(f"/api/v1/hearings/{visitors['hearing']}/playback/").raise_for_status().json()
    folder = play["playlist"].rpartition("/")[0]
    media = [
        play["playlist"],
        play["poll"],
        f"{folder}/v0/i0.mp4",
        f"{folder}/v0/0.m4s",
        f"{folder}/a0/0.m4s",
    ]
    for path in media:
        assert judge.get(path).status_code == 200, path
        assert nobody.get(path).status_code == 404, path
    assert nobody.get(original).status_code == 401

    place = recording.original.pk
    inside = f"{place[:2]}/{place[2:4]}/{place}/content/original"
    prefix = portal.S3_PREFIX
    for path in (
        f"/_local/originals/{inside}",
        f"/_bucket/{portal.S3_BUCKET}/{prefix}originals/{inside}",
        f"/_local/originals/../originals/{inside}",
        "/_local/",
        "/_bucket/",
        "/@silent",
    ):
        for visitor in (nobody, judge):
            assert visitor.get(path, headers={"X-Accel-Redirect": original}).status_code == 404, path

    data = media_file().read_bytes()
    whole = judge.get(original)
    assert (whole.status_code, whole.content) == (200, data)
    part = judge.get(original, headers={"Range": "bytes=1000-70999"})
    assert (part.status_code, part.content) == (206, data[1000:71_000])
    assert part.headers["Content-Range"] == f"bytes 1000-70999/{len(data)}"
    tail = judge.get(original, headers={"Range": "bytes=-5"})
    assert (tail.status_code, tail.content) == (206, data[-5:])
    assert judge.get(original, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    for answer in (whole, part, tail):
        assert_said_once(answer)
        names = set(answer.headers)
        assert not {name for name in names if "amz" in name or name.startswith(("seaweed", "x-accel"))}
        assert not names & {"etag", "set-cookie", "vary"}
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_segments_through_nginx_are_those_of_the_portal(
    visitors: dict[str, Any], live_server: LiveServer
) -> None:
    judge = visitors["judge"]
    play = judge.get(f"/api/v1/hearings/{visitors['hearing']}/playback/").raise_for_status().json()
    name = f"{play['playlist'].rpartition('/')[0]}/v0/0.m4s"
    direct = (
        httpx.get(live_server.url + name, cookies={row.name: row.value or "" for row in judge.cookies.jar})
        .raise_for_status()
        .content
    )
    assert judge.get(name).content == direct
    part = judge.get(name, headers={"Range": "bytes=100-999"})
    assert (part.status_code, part.content) == (206, direct[100:1000])


@pytest.mark.parametrize("base", ["s3"], indirect=True)
def test_silent_bucket_is_a_503_that_says_nothing_of_it(visitors: dict[str, Any], settings: Settings) -> None:
    settings.S3_SECRET_KEY = "wrong"  # nginx is refused, as when the address has expired
    answer = visitors["judge"].get(f"/api/v1/recordings/{Recording.objects.get().pk}/original/")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:courtrec:problem:store-silent"
    assert "amz" not in answer.text.lower()
    assert_said_once(answer)


@pytest.mark.parametrize("base", ["local"], indirect=True)
def test_headers_are_said_once_by_the_portal_or_by_nginx(visitors: dict[str, Any]) -> None:
    nobody, judge = visitors["nobody"], visitors["judge"]
    play = judge.get(f"/api/v1/hearings/{visitors['hearing']}/playback/").raise_for_status().json()
    for path in ("/help/", "/healthz", "/", "/api/v1/hearings/", play["playlist"], "/_local/", "/nowhere/"):
        assert_said_once(judge.get(path))
    by_nginx = nobody.request("TRACE", "/help/")
    assert (by_nginx.status_code, "nginx" in by_nginx.text) == (405, True)
    assert_said_once(by_nginx)
    plain = httpx.get(str(nobody.base_url).replace("https:", "http:"))
    assert (plain.status_code, "nginx" in plain.text) == (400, True)
    assert_said_once(plain)


@pytest.mark.parametrize("base", ["local"], indirect=True)
def test_log_of_nginx_has_paths_and_no_words_of_a_search(visitors: dict[str, Any], tmp_path: Path) -> None:
    visitors["judge"].get("/search/?q=Secretname", headers={"Referer": "https://x.example/?q=Othername"})
    until, log = time.monotonic() + 10, tmp_path / "nginx" / "courtrec.log"
    while "/search/" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert ' GET "/search/" 200 ' in log.read_text()
    assert "name" not in log.read_text()


@pytest.mark.parametrize("base", ["local"], indirect=True)
def test_tls_is_1_2_with_good_ciphers_or_1_3(base: str) -> None:
    address = ("127.0.0.1", httpx.URL(base).port or 0)
    for version, cipher, spoken in (
        (ssl.TLSVersion.TLSv1_3, "", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-GCM-SHA256", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA256", False),  # CBC
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", False),
    ):
        assert _handshake(address, version, cipher) is spoken, (version, cipher)


def _handshake(address: tuple[str, int], version: ssl.TLSVersion, cipher: str) -> bool:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if cipher:
        context.set_ciphers(cipher)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1, which must not work
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(address, timeout=10) as plain:
        try:
            context.wrap_socket(plain).close()
        except (ssl.SSLError, ConnectionResetError):
            return False
    return True
