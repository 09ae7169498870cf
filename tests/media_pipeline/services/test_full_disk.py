"""A disk that is really full: a small memory file system, where root may mount one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media_pipeline.uploads.portal import BYTES, TUS, Portal
from tests.media_pipeline.uploads.tus import media

SIZE_MB = 12
pytestmark = pytest.mark.db


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of SIZE_MB, or say why not."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        reason = "a full disk needs root and mount; the errors themselves are tested in test_durability.py"
        print(reason)
        pytest.skip(reason)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_answers_507_reads_go_on_and_the_same_upload_continues(small: Path) -> None:
    with Portal(UPLOAD_FREE_BYTES="0", DATABASE_CONN_MAX_AGE="0") as portal:
        (portal.home / "originals").symlink_to(small)
        portal.start_web()
        client = portal.client()
        data = media(6_000_000, seed=90)
        upload = portal.declare(client, len(data))
        first = client.patch(upload, content=data[:2_000_000], headers={**BYTES, "Upload-Offset": "0"})
        assert first.status_code == 204
        filler = small / "filler"
        with filler.open("wb") as file:
            file.write(bytes(shutil.disk_usage(small).free - 1_000_000))
        full = client.patch(upload, content=data[2_000_000:], headers={**BYTES, "Upload-Offset": "2000000"})
        assert full.status_code == 507
        assert full.json()["type"].endswith("disk-full")
        assert client.get("/api/v1/hearings/").status_code == 200  # reads go on
        assert client.head(upload, headers=TUS).headers["Upload-Offset"] == "2000000"
        assert portal.part(upload).read_bytes()[:2_000_000] == data[:2_000_000]
        filler.unlink()
        last = client.patch(upload, content=data[2_000_000:], headers={**BYTES, "Upload-Offset": "2000000"})
        assert last.status_code == 204
        assert [path.read_bytes() for path in portal.originals()] == [data]
