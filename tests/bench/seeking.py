"""Fifty seeks: a plain ``<video>`` of the file itself and the hearing page, one after the other, frame by frame."""

import random
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
from playwright.sync_api import Page

from tests.acceptance import tus
from tests.bench.browser import as_person, chromium
from tests.bench.coded_media import FRAMES, long_film
from tests.bench.court import Court, open_court, upload
from tests.bench.figures import Figure, Goal, half_spread, percentile
from tests.bench.frame_code import READ_JS, number_of
from tests.bench.machine import number
from tests.bench.servers import nginx, nginx_program

SEED = 20260112
SLOWER_BY = 1.3
SLOWER_BY_MS = 60.0
SETTLE_MS = 60
NATIVE_PAGE = '<video src="film.mp4" preload="auto" muted></video>'
READY = (
    "() => { const v = document.querySelector('video'); return v && v.readyState >= 2 && v.videoWidth > 0; }"
)
SEEK = f"""
(target) => new Promise((done, fail) => {{
  const video = document.querySelector('video');
  const late = setTimeout(() => fail(new Error('no seeked at ' + target)), 30000);
  const began = performance.now();
  video.addEventListener('seeked', () => {{
    const ms = performance.now() - began;
    clearTimeout(late);
    setTimeout(() => done({{ ms, word: ({READ_JS.strip()})(video) }}), {SETTLE_MS});
  }}, {{ once: true }});
  video.currentTime = target;
}})
"""


@dataclass(slots=True)
class Seeks:
    """Times in milliseconds, and by how many frames each picture was off (None: not readable)."""

    ms: list[float] = field(default_factory=list)
    off: list[int | None] = field(default_factory=list)

    def one(self, page: Page, target: float, wanted: int) -> None:
        """Seek and read the picture."""
        page.bring_to_front()
        found = page.evaluate(SEEK, target)
        self.ms.append(float(found["ms"]))
        shown = number_of(int(found["word"]))
        self.off.append(None if shown is None else (shown - wanted + FRAMES // 2) % FRAMES - FRAMES // 2)

    @property
    def exact(self) -> int:
        """How many pictures were the right one."""
        return sum(each == 0 for each in self.off)


def seeks() -> list[Figure]:
    """Exact frames of ours, and the median time of ours against the native one."""
    if nginx_program() is None:
        print("bench: seek left out: nginx is not installed")
        return []
    file, count = long_film(number("SEEK_HOURS", 1)), int(number("SEEKS", 50))
    with open_court() as court, tempfile.TemporaryDirectory() as folder, chromium() as browser:
        hearing = _uploaded(court, file)
        root = Path(folder)
        (root / "film.mp4").symlink_to(file)
        (root / "native.html").write_text(NATIVE_PAGE)
        with nginx(root, root) as base:
            native = browser.new_context().new_page()
            native.goto(f"{base}/native.html")
            ours = as_person(browser, court.stage.clerk).new_page()
            ours.goto(f"{court.portal.url}/hearings/{hearing}/")
            for page in (native, ours):
                page.wait_for_function(READY, timeout=60_000)
            return _figures(*_interleaved(native, ours, frame_times(file), count))


def _uploaded(court: Court, file: Path) -> str:
    sent = upload(court, file)
    tus.work_on(court.stage.clerk, tus.Sent(204, sent.status))
    return sent.hearing


def frame_times(file: Path) -> list[float]:
    """Return when each frame is shown, in seconds, in showing order (as a full reading of the file says)."""
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        shown = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        return [float(each * stream.time_base) for each in shown]


def _interleaved(native: Page, ours: Page, times: Sequence[float], count: int) -> tuple[Seeks, Seeks]:
    """Seek both players to the middle of the same random frames."""
    chosen = random.Random(SEED).sample(range(50, len(times) - 200), count)
    plain, product = Seeks(), Seeks()
    for frame in chosen:
        target = (times[frame] + times[frame + 1]) / 2
        plain.one(native, target, frame % FRAMES)
        product.one(ours, target, frame % FRAMES)
    return plain, product


def _figures(plain: Seeks, product: Seeks) -> list[Figure]:
    count = len(product.ms)
    floor = statistics.median(plain.ms)
    allowed = max(SLOWER_BY * floor, floor + SLOWER_BY_MS) / floor
    goal = Goal(allowed, note="max(1.3 x native, native + 60 ms)")
    p50 = statistics.median(product.ms)
    timing = Figure(
        "seek: median", p50, floor, p50 / floor, "ms", count, half_spread(product.ms) / floor, goal
    )
    print(
        f"bench: seek p95 native {percentile(plain.ms, 0.95):.0f} ms, ours {percentile(product.ms, 0.95):.0f} ms"
    )
    print(
        f"bench: exact native {plain.exact}/{count}, ours {product.exact}/{count}; ours off by {_off(product)}"
    )
    exact = Figure(
        "seek: exact frames",
        product.exact,
        count,
        product.exact / count,
        "frames",
        count,
        goal=Goal(1.0, at_least=True),
    )
    return [exact, timing]


def _off(seeks: Seeks) -> str:
    return str(sorted({str(each) for each in seeks.off}))
