"""File names are shown, never used: the bytes live under a random id."""

import unicodedata

from media_pipeline.models.upload import FILENAME_MAX, FOLDERS_MAX

UNNAMED = "recording"
FOLDERS_KEPT = 3
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def display_name(raw: str) -> str:
    """Return a name fit for showing: last path component, no control or direction marks, bounded, never empty."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in name if unicodedata.category(letter) not in _HIDDEN)
    return _shortened(" ".join(visible.split()).lstrip(".")) or UNNAMED


def display_folders(folders: str, raw_name: str = "") -> str:
    """Return the nearest folders above a file, from above to below, fit for showing: they may tell day and camera."""
    path = f"{folders}/{raw_name}".replace("\\", "/").split("/")[:-1]
    names = [display_name(part) for part in path if part.strip(". ")]
    return "/".join(names[-FOLDERS_KEPT:])[-FOLDERS_MAX:]


def _shortened(name: str) -> str:
    if len(name) <= FILENAME_MAX:
        return name
    stem, dot, suffix = name.rpartition(".")
    keep = f"{dot}{suffix}" if dot and len(suffix) <= 10 else ""
    return (stem if keep else name)[: FILENAME_MAX - len(keep)] + keep
