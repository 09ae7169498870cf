"""The stores of a test on local files, where a test looks at the files themselves."""

from pathlib import Path

from django.conf import settings

from custody.store.local import LocalOriginals
from media_pipeline.services.located import Located


def local_originals() -> LocalOriginals:
    """Return the originals store of this test."""
    return LocalOriginals(Path(settings.ORIGINALS_DIR))


def original_path(original_id: str) -> Path:
    """Return the file of an original."""
    return local_originals().path(original_id)


def file_of(at: Located) -> Path:
    """Return the file of something that lies on this machine."""
    with at.on_disk() as path:
        return path
