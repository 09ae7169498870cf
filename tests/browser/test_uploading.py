"""A clerk uploads: words and progress, pause, a lost connection, a reload, another browser, then it is watched."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, Page, Request, expect

from tests.acceptance.portal import Portal
from tests.browser.relay import Relay
from tests.browser.stage import Stage
from tests.browser.visits import Visits, picture_is_loaded, until

pytestmark = pytest.mark.browser

SLOW_BYTES_PER_S = 700_000
WATCHABLE_WITHIN_MS = 60_000
PRESSES = 20
PROGRESS = "() => Number(document.querySelector('[data-file=progress]')?.value ?? 0)"


class UploadPage:
    """The upload page of a hearing, with the offsets that were sent in hand, and what has arrived of them."""

    def __init__(self, page: Page, hearing: str, home: Path) -> None:
        self.page = page
        self._parts = home / "originals" / "parts"
        self._part = ""
        self.offsets: list[int] = []
        page.on("request", self._remember)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"/hearings/{hearing}/upload/")

    def _remember(self, request: Request) -> None:
        if request.method == "PATCH":
            self.offsets.append(int(request.headers["upload-offset"]))
            self._part = f"{request.url.rstrip('/').rpartition('/')[2]}.part"

    def choose(self, *files: Path) -> None:
        """Choose files."""
        self.page.locator("input[type=file]").set_input_files([str(file) for file in files])

    def is_half_way(self) -> None:
        """Wait until a good part has been sent, and until some of it has arrived: a cut line takes the rest along."""
        until(self.page, f"() => ({PROGRESS})() > 250")
        for _ in range(PRESSES):
            if (self._parts / self._part).stat().st_size:
                return
            self.page.wait_for_timeout(500)
        raise AssertionError("nothing has arrived")

    def lists_as_unfinished(self, name: str) -> None:
        """Wait until the page, loaded again, offers to go on: the server first has to notice that a sender left."""
        region = self.page.get_by_role("region", name="Not finished")
        for _ in range(PRESSES):
            if region.count():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        expect(region).to_contain_text(name)

    def can_be_watched(self) -> None:
        """Wait for the last words, then follow the link and see the picture."""
        expect(self.page.locator(".file")).to_contain_text("can be watched", timeout=WATCHABLE_WITHIN_MS)
        self.page.get_by_role("link", name="Open the hearing").click()
        self.page.wait_for_url(lambda url: "upload" not in url)
        picture_is_loaded(self.page)


@pytest.fixture
def open_upload(visits: Visits, portal: Portal) -> Callable[[str], UploadPage]:
    """Open the upload page of a hearing in a browser of its own."""
    return lambda hearing: UploadPage(visits.as_("clerk"), hearing, portal.home)


@pytest.fixture
def relay(portal: Portal) -> Iterator[Relay]:
    """A line to the portal of this test's own."""
    with closing(Relay(portal.url)) as line:
        yield line


@pytest.fixture
def open_far(visits: Visits, relay: Relay, portal: Portal) -> Iterator[Callable[[str], UploadPage]]:
    """Open the upload page at the other end of the line."""
    far = Visits(relay.url, visits.browser, visits.sessions)
    yield lambda hearing: UploadPage(far.as_("clerk"), hearing, portal.home)
    far.close()


def test_two_files_at_once_end_in_words_each(
    open_upload: Callable[[str], UploadPage], stage: Stage, short_media: Path, tmp_path: Path
) -> None:
    fake = tmp_path / "list.mp4"
    fake.write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")
    upload = open_upload(stage.hearing())
    upload.choose(short_media, fake)
    refused = upload.page.locator(".file").filter(has_text="list.mp4")
    expect(refused).to_contain_text("This is not a recording")
    taken = upload.page.locator(".file").filter(has_text="courtroom.mp4")
    expect(taken).to_contain_text("can be watched", timeout=WATCHABLE_WITHIN_MS)


def half_sent(upload: UploadPage, relay: Relay, media: Path) -> UploadPage:
    """Send a good part over a slow line."""
    relay.slow(SLOW_BYTES_PER_S)
    upload.choose(media)
    upload.is_half_way()
    return upload


def test_upload_can_be_paused_and_goes_on_where_it_stopped(
    open_far: Callable[[str], UploadPage], relay: Relay, stage: Stage, demo_media: Path
) -> None:
    upload = half_sent(open_far(stage.hearing()), relay, demo_media)
    expect(upload.page.locator("[data-file=figures]")).to_contain_text("/s")
    upload.page.get_by_role("button", name="Pause").click()
    expect(upload.page.locator(".file")).to_contain_text("Paused. What has arrived is kept.")
    stood = upload.page.evaluate(PROGRESS)
    upload.page.wait_for_timeout(500)
    assert upload.page.evaluate(PROGRESS) == stood
    relay.mend()
    upload.page.get_by_role("button", name="Continue").click()
    upload.can_be_watched()
    assert upload.offsets[0] == 0
    assert upload.offsets[-1] > 0


def test_upload_resumes_by_itself_after_a_lost_connection(
    open_far: Callable[[str], UploadPage], relay: Relay, stage: Stage, demo_media: Path
) -> None:
    upload = half_sent(open_far(stage.hearing()), relay, demo_media)
    relay.cut()
    expect(upload.page.locator(".file")).to_contain_text("The connection is lost. What has arrived is kept")
    relay.mend()
    upload.can_be_watched()
    assert upload.offsets[-1] > 0


def test_upload_goes_on_after_a_reload(
    open_far: Callable[[str], UploadPage], relay: Relay, stage: Stage, demo_media: Path
) -> None:
    upload = half_sent(open_far(stage.hearing()), relay, demo_media)
    relay.cut()
    relay.mend()
    upload.page.reload()
    upload.lists_as_unfinished("hearing.mp4")
    upload.choose(demo_media)
    upload.can_be_watched()
    assert upload.offsets[-1] > 0


def test_upload_goes_on_in_another_browser(
    open_upload: Callable[[str], UploadPage],
    open_far: Callable[[str], UploadPage],
    relay: Relay,
    stage: Stage,
    demo_media: Path,
) -> None:
    hearing = stage.hearing()
    first = half_sent(open_far(hearing), relay, demo_media)
    first.page.close()
    relay.cut()
    second = open_upload(hearing)
    second.lists_as_unfinished("hearing.mp4")
    second.choose(demo_media)
    second.can_be_watched()
    assert second.offsets[0] > 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Жазбаларды таңдау"), ("ru", "Выбрать записи"), ("en", "Choose recordings")],
)
def test_chooser_speaks_the_readers_language_and_opens_by_key(
    visits: Visits, stage: Stage, language: str, words: str
) -> None:
    page = visits.as_("clerk", f"/hearings/{stage.demo_hearing()}/upload/", locale=language)
    chooser = page.get_by_label(words)
    expect(chooser).to_have_attribute("type", "file")
    # The browser's own button and words lie there unseen.
    expect(chooser).to_have_css("opacity", "0")
    opened: list[FileChooser] = []

    # Not the list's own method: playwright writes a mark on its listeners.
    def note(dialog: FileChooser) -> None:
        opened.append(dialog)

    page.on("filechooser", note)
    # Chromium takes over the dialog some time after it was asked to; until then a key opens nothing that we see.
    for _ in range(PRESSES):
        chooser.press("Space")
        page.wait_for_timeout(500)
        if opened:
            break
    assert opened, "the key opened no dialog"
    assert opened[0].is_multiple()
