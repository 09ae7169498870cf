"""No address of a package index and no path of one machine: found in every form, with few false alarms."""

from pathlib import Path

import pytest

from tools.forbidden_text import faults

INDEX = "https://" + "pypi." + "org/simple"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"see {INDEX}", "registry address"),
        ("--index" + f"-url {INDEX.upper()}", "index option"),
        ("registry" + "=https://mirror.example/", "index option"),
        ('"resolved"' + ': "https://mirror.example/a.tgz"', "resolved address in a lock"),
        ("cd /wo" + "rk/tree", "path of one machine"),
        ("cd /home/" + "ann/tree", "path of one machine"),
    ],
)
def test_faults_forbidden_text_is_found_with_its_line(text: str, what: str) -> None:
    assert faults(Path("a.md"), f"first\n{text}\n") == [f"a.md:2: {what}"]


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.python.org/3/",  # documentation is not an index
        '"resolved": true',
        "/var/lib/courtrec",
        "/rooms/work/plan",
        "the index-url of a site",
    ],
)
def test_faults_ordinary_text_passes(text: str) -> None:
    assert faults(Path("a.md"), text) == []
