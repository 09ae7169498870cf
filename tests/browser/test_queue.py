"""The queue page: stages, letting work rest by keyboard and without scripts, at 360 px in both themes."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.portal import Portal, embedded_environment
from tests.browser.conftest import ROOT
from tests.browser.stage import Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits

pytestmark = pytest.mark.browser
# Work that no worker takes meanwhile: it is due in an hour.
WORK = """
import sys
from jobs.models import Job
from jobs.services.queue import enqueue
recording = sys.stdin.read().strip()
for stage, units in (("sound", 1), ("picture", 3), ("ladder", 2)):
    for unit in range(units):
        enqueue("none", recording, key=f"{recording}{stage}{unit}", group=recording, stage_of=stage, delay_s=3600)
Job.objects.filter(key=f"{recording}picture0").update(state="done", outcome="accept", progress=100)
Job.objects.filter(key=f"{recording}sound0").update(state="failed", reason="unexpected", progress=40)
"""


@pytest.fixture(scope="module")
def recording(portal: Portal, stage: Stage, short_media: Path) -> str:
    """A recording with work that waits and work that failed."""
    recording = stage.record(stage.hearing(), short_media)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WORK],
        input=recording.encode(),
        cwd=ROOT,
        env=embedded_environment(portal.home),
        check=True,
    )
    return recording


WRITTEN_WITHIN_MS = 30_000
"""The worker measures at the same time, and SQLite lets one writer in after the other."""


def button(recording: str, do: str) -> str:
    return f"#{do}-{recording}"


def test_work_rests_by_keyboard_and_goes_on(visits: Visits, recording: str) -> None:
    page = visits.as_("clerk", "/jobs/?state=person")
    row = page.locator(f"[data-live='{recording}']")
    expect(row).to_contain_text("1 of 3 parts")
    page.locator(button(recording, "pause")).focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="What is finished of it is kept")
    expect(said).to_be_visible(timeout=WRITTEN_WITHIN_MS)
    assert page.url.endswith("/jobs/?state=person")
    expect(row).to_contain_text("rests", timeout=WRITTEN_WITHIN_MS)
    page.locator(button(recording, "resume")).press("Enter")
    expect(row).not_to_contain_text("rests", timeout=WRITTEN_WITHIN_MS)


def test_buttons_work_without_scripts(visits: Visits, recording: str) -> None:
    page = visits.as_("clerk", "/jobs/", java_script_enabled=False)
    page.get_by_role("button", name="Let rest: Smaller pictures").click()
    expect(page.get_by_text("This kind of work rests until somebody lets it go on.")).to_be_visible()
    page.get_by_role("button", name="Go on: Smaller pictures").click()
    expect(page.get_by_text("This kind of work goes on.")).to_be_visible()


@pytest.mark.parametrize(
    ("username", "language", "theme"),
    [("clerk", "ru", "light"), ("courtadmin", "kk", "dark")],
)
def test_page_with_stages_has_no_faults_on_a_telephone(
    visits: Visits, recording: str, username: str, language: str, theme: str
) -> None:
    page = visits.as_(username, "/jobs/", size=NARROW, color_scheme=theme, locale=language)
    expect(page.locator(f"[data-live='{recording}'] progress")).to_have_count(5)
    assert faults_of(page) == []
