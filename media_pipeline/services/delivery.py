"""Handing out a stored file: a bounded window of it."""

from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase

from media_pipeline.policies.byteranges import ByteRange, Unsatisfiable, parse_range


class Window:
    """A file opened at a range; reads end where the range ends."""

    def __init__(self, file: BinaryIO, part: ByteRange) -> None:
        self.file = file
        self.left = part.length
        file.seek(part.start)

    def read(self, size: int = -1) -> bytes:
        """Read the next bytes of the window."""
        data = self.file.read(min(self.left, size if size >= 0 else self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def file_response(range_header: str | None, path: Path, filename: str) -> HttpResponseBase:
    """Return the file as an attachment under its own name, never as anything that a browser would run."""
    size = path.stat().st_size
    try:
        part = parse_range(range_header, size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = part or ByteRange(0, size)
    window = Window(path.open("rb"), whole)
    response = FileResponse(
        window, as_attachment=True, filename=filename, content_type="application/octet-stream"
    )
    response.status_code = 206 if part else 200
    response.headers["Content-Length"] = str(whole.length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store"
    if part:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    return response
