"""A tus client over Django's test client: what a program would send, header by header."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from media_pipeline.models import Upload

# All of it is media data, to the end of the file: no index, so that no decoder is asked and it is kept at once.
HEAD = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\0mdat"
Answer = Any
"""Django's client answers with a class that exists only in its type stubs."""
OCTETS = "application/offset+octet-stream"


def media(size: int, seed: int = 0) -> bytes:
    """Return ``size`` bytes that begin like an MP4 file and differ by ``seed``."""
    block = hashlib.sha512(seed.to_bytes(8, "big")).digest()
    return (HEAD + block * (size // len(block) + 1))[:size]


def metadata(**fields: str | bytes) -> str:
    """Return fields as Upload-Metadata."""
    raw = {key: value.encode() if isinstance(value, str) else value for key, value in fields.items()}
    return ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in raw.items())


def checksum(algorithm: str, data: bytes) -> str:
    """Return an Upload-Checksum header."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@dataclass
class Tus:
    """A signed-in client and the hearing to which it uploads unless told otherwise."""

    client: Client
    hearing: str

    def create(self, length: int | str, body: bytes = b"", headers: Any = None, **fields: Any) -> Answer:
        """POST; ``length`` may be anything that a header can hold."""
        place = {} if {"hearing", "courtroom"} & set(fields) else {"hearing": self.hearing}
        sent = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(length),
            "Upload-Metadata": metadata(**{**place, **fields}),
            **(headers or {}),
        }
        return self.client.post(reverse("api:uploads"), body, content_type=OCTETS, headers=sent)

    def started(self, length: int, **fields: Any) -> Upload:
        """Create an upload that must be accepted."""
        answer = self.create(length, **fields)
        assert answer.status_code == 201, answer.content
        return Upload.objects.get(pk=answer.headers["Location"].rsplit("/", 1)[-1])

    def patch(
        self,
        upload: Upload,
        body: bytes,
        offset: int | str | None = None,
        headers: Any = None,
        kind: str = OCTETS,
    ) -> Answer:
        """PATCH at an offset, by default where the server stands."""
        if offset is None:
            offset = Upload.objects.get(pk=upload.pk).offset
        sent = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **(headers or {})}
        if not body:  # Django's client leaves the type away
            sent["Content-Type"] = kind
        return self.client.patch(address(upload), body, content_type=kind, headers=sent)

    def head(self, upload: Upload) -> Answer:
        """HEAD: from where to continue."""
        return self.client.head(address(upload), headers={"Tus-Resumable": "1.0.0"})

    def status(self, upload: Upload) -> dict[str, Any]:
        """GET: how it stands."""
        answer = self.client.get(address(upload))
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def delete(self, upload: Upload) -> Answer:
        """DELETE."""
        return self.client.delete(address(upload), headers={"Tus-Resumable": "1.0.0"})


def address(upload: Upload) -> str:
    return reverse("api:upload", args=[upload.pk])


def code_of(answer: Answer) -> str:
    """Return the stable code of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    return str(answer.json()["type"]).rsplit(":", 1)[-1]
