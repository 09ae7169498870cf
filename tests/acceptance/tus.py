"""A tus 1.0.0 client of few lines: what another court system would write."""

import base64
import time
from dataclasses import dataclass
from typing import Any

import httpx

VERSION = {"Tus-Resumable": "1.0.0"}
CHUNK_BYTES = 8 * 1024**2
FINAL = frozenset({"done", "kept", "rejected", "failed"})
FINAL_WITHIN_S = 60.0
LOOK_EVERY_S = 0.03


@dataclass(frozen=True, slots=True)
class Sent:
    """How an upload ended on the wire; ``status`` is that of the last answer, ``where`` its address if it has one."""

    status: int
    where: str = ""
    recording: str = ""
    refusal: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the portal acknowledged the whole file."""
        return self.status in {201, 204} and bool(self.recording)


def send(client: httpx.Client, data: bytes, **metadata: str) -> Sent:
    """Create an upload and send the bytes in chunks; stops at the first refusal."""
    made = create(client, len(data), **metadata)
    if made.status_code != 201:
        return Sent(made.status_code, refusal=_code(made))
    where = made.headers["Location"]
    answer = made
    for offset in range(0, len(data), CHUNK_BYTES):
        answer = patch(client, where, offset, data[offset : offset + CHUNK_BYTES])
        if answer.status_code != 204:
            return Sent(answer.status_code, where, refusal=_code(answer))
    return Sent(answer.status_code, where, answer.headers.get("Courtrec-Recording", ""))


def create(client: httpx.Client, length: int, **metadata: str) -> httpx.Response:
    """Ask for an upload of ``length`` bytes."""
    return client.post("/api/v1/uploads/", headers=_creation(length, metadata))


def patch(client: httpx.Client, where: str, offset: int, data: bytes) -> httpx.Response:
    """Send one chunk."""
    headers = VERSION | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return client.patch(where, content=data, headers=headers)


def work_on(client: httpx.Client, sent: Sent) -> dict[str, Any]:
    """Wait for the job of a whole upload to end; returns the upload's last status."""
    deadline = time.monotonic() + FINAL_WITHIN_S
    status: dict[str, Any] = {}
    while time.monotonic() < deadline:
        status = client.get(sent.where).raise_for_status().json()
        if status["job_state"] in FINAL:
            return status
        time.sleep(LOOK_EVERY_S)
    return status | {"job_state": f"still {status.get('job_state')}"}


def _creation(length: int, metadata: dict[str, str]) -> dict[str, str]:
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()]
    return VERSION | {"Upload-Length": str(length), "Upload-Metadata": ",".join(pairs)}


def _code(answer: httpx.Response) -> str:
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return f"no problem+json but {answer.headers.get('content-type')}"
    return str(answer.json().get("type", "")).rpartition("/")[2].rpartition(":")[2]
