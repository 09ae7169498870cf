"""The built front end: small enough before the player, and able to write Kazakh."""

import json
import re

import pytest

from tools.forbidden_text import ROOT

DIST = ROOT / "static" / "dist"
# Letters of the Kazakh Cyrillic alphabet that Russian does not have.
KAZAKH_LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
PAGE_BUDGET_GZIP_BYTES = 60 * 1024


def ranges(css: str) -> list[tuple[int, int]]:
    """Every unicode-range of the style sheet, as inclusive code points."""
    found = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css, re.IGNORECASE)
    return [(int(first, 16), int(last or first, 16)) for first, last in found]


@pytest.mark.parametrize("letter", KAZAKH_LETTERS)
def test_fonts_kazakh_letter_is_covered(letter: str) -> None:
    css = (DIST / "main.css").read_text(encoding="utf-8")
    assert any(first <= ord(letter) <= last for first, last in ranges(css))


def test_manifest_names_every_bundle_within_its_budget() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    assert {"main.js", "player.js", "upload.js", "main.css"} <= set(manifest)
    assert manifest["main.js"]["gzip_bytes"] <= PAGE_BUDGET_GZIP_BYTES
