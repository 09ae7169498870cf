"""Recordings at work and the recording's page: live states, moving, withdrawing."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.player import open_player
from tests.browser.stage import Stage
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser


def test_list_of_recordings_at_work_follows_by_itself(
    visits: Visits, stage: Stage, short_media: Path
) -> None:
    hearing = stage.hearing()
    page = visits.as_("clerk", "/jobs/")
    page.evaluate("() => { window.neverReloaded = true; }")
    recording = stage.record(hearing, short_media)
    row = page.get_by_role("listitem").filter(has=page.locator(f"a[href='/recordings/{recording}/']"))
    # What came before goes first: the demonstration disguises a witness when it begins.
    expect(row).to_contain_text("can be watched", timeout=90_000)
    expect(page.locator("[data-live-says]")).to_contain_text("ready")
    assert page.evaluate("() => window.neverReloaded")


def test_clerk_moves_a_recording_to_the_right_hearing(
    visits: Visits, stage: Stage, short_media: Path
) -> None:
    wrong, right = stage.hearing(), stage.hearing()
    recording = stage.record(wrong, short_media)
    number = stage.card(right)["cases"][0]["number"]
    page = visits.as_("clerk", f"/recordings/{recording}/")
    page.get_by_role("link", name="Move to another hearing").click()
    choice = page.get_by_label("Hearing").locator("option").filter(has_text=number).get_attribute("value")
    page.get_by_label("Hearing").select_option(choice)
    page.get_by_label("Reason").fill("uploaded to the wrong hearing")
    page.get_by_role("button", name="Move").click()
    page.wait_for_url(f"**/hearings/{right}/")
    expect(page.get_by_role("status").filter(has_text="moved")).to_be_visible()
    page.goto(f"/hearings/{wrong}/")
    expect(page.get_by_text("There is no recording of this hearing yet.")).to_be_visible()


def test_clerk_withdraws_a_recording_with_a_reason(visits: Visits, stage: Stage, short_media: Path) -> None:
    hearing = stage.hearing()
    stage.record(hearing, short_media)
    page = open_player(visits, hearing, "clerk")
    page.get_by_role("link", name="courtroom.mp4").click()
    page.get_by_role("link", name="Withdraw").click()
    expect(page.get_by_text("The original stays in custody")).to_be_visible()
    page.get_by_label("Reason").fill("of another day")
    page.get_by_role("button", name="Withdraw").click()
    page.wait_for_url(f"**/hearings/{hearing}/")
    expect(page.get_by_role("heading", name="Nothing to play")).to_be_visible()
    expect(page.get_by_role("link", name="courtroom.mp4")).to_have_count(0)


def test_sound_of_another_kind_is_made_playable_while_one_waits(
    visits: Visits, stage: Stage, tmp_path: Path
) -> None:
    hearing = stage.hearing()
    audio = tmp_path / "microphones.wav"
    audio.write_bytes(
        b"RIFF"
        + (4_000_036).to_bytes(4, "little")
        + b"WAVEfmt "
        + bytes([16, 0, 0, 0, 1, 0, 1, 0])
        + (16_000).to_bytes(4, "little")
        + (32_000).to_bytes(4, "little")
        + bytes([2, 0, 16, 0])
        + b"data"
        + (4_000_000).to_bytes(4, "little")
        + bytes(4_000_000)
    )
    page = visits.as_("clerk", f"/hearings/{hearing}/upload/")
    page.locator("input[type=file]").set_input_files(str(audio))
    expect(page.locator(".file")).to_contain_text("can be watched", timeout=60_000)


def test_kept_recording_says_that_the_original_is_safe(visits: Visits, stage: Stage, tmp_path: Path) -> None:
    hearing = stage.hearing()
    dictation = tmp_path / "dictation.ds2"
    dictation.write_bytes(b"\x03enc" + bytes(20_000))
    page = visits.as_("clerk", f"/hearings/{hearing}/upload/")
    page.locator("input[type=file]").set_input_files(str(dictation))
    expect(page.locator(".file")).to_contain_text("cannot be played here", timeout=60_000)
    page.goto(f"/hearings/{hearing}/")
    expect(page.get_by_text("The recording is kept safely, but it cannot be played.")).to_be_visible()
