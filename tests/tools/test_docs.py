"""The reference is tested: each setting and each make target appears, and nothing that does not exist."""

import re

from tools.floors import packages
from tools.forbidden_text import ROOT

# Read by the shell, by make or by a tool; the settings modules do not name them.
READ_ELSEWHERE = {
    "COURTREC_HOME",
    "PORT",
    "WEB_BIND",
    "WEB_PROCESSES",
    "WEB_THREADS",
    "COURTREC_TEST_WORKERS",
}
READER = re.compile(r"""(?:env\.\w+\(\s*|(?:secret|url|keys)\(\s*env,\s*)["']([A-Z0-9_]+)["']""")


def documented(page: str) -> set[str]:
    """Names in the first column of the page's tables."""
    rows = re.findall(
        r"^\| ([^|]+) \|", (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_settings_page_names_each_setting_and_no_other() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "courtrec" / "settings").glob("*.py")]
    read = {name for source in sources for name in READER.findall(source)}
    assert read
    assert documented("settings.md") == read | READ_ELSEWHERE


def test_settings_are_read_by_somebody() -> None:
    """Our own limits: a knob that turns nothing is worse than none."""
    limits = (ROOT / "courtrec" / "settings" / "limits.py").read_text(encoding="utf-8")
    names = set(re.findall(r"^([A-Z0-9_]+) = env\.", limits, re.MULTILINE))
    sources = [
        path.read_text(encoding="utf-8") for room in packages(ROOT) for path in (ROOT / room).rglob("*.py")
    ]
    read = {name for source in sources for name in re.findall(r"settings\.([A-Z0-9_]+)", source)}
    assert names
    assert names - read == set()


def test_commands_page_names_each_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) - {"help", "setup"}
    assert targets
    assert targets - {name.split()[0] for name in documented("commands.md")} == set()


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not target.startswith("http")
    ]
    assert links
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []
