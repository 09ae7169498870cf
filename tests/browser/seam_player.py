"""Seeks near a seam, and plays over one, in a page: what is on the screen, and whether it ever stood still."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.frame_code import READ_JS, number_of

STILL_MS = 400
"""So long nothing may move any more before a picture is read: the player looks at the frame that came."""
GIVES_UP_MS = 20_000
SLOWER_BY_MS = 2_000
WAITED_MS = 200
"""A browser says that it waits as soon as its decoder is late; who watches sees it only when time is lost by it."""
BEFORE_MS, AFTER_MS = 1_500, 1_500
# The mean brightness of the picture, 0 to 255: a slate is dark, the film is grey.
LIGHT_JS = """
(video) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 18 });
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  brush.drawImage(video, 0, 0, 32, 18);
  const bytes = brush.getImageData(0, 0, 32, 18).data;
  return bytes.reduce((sum, value, at) => sum + (at % 4 === 3 ? 0 : value), 0) / (32 * 18 * 3);
}
"""
DARK = 40
SEEK_JS = f"""
(ms) => new Promise((done) => {{
  const video = document.querySelector('video');
  const began = performance.now();
  let moved = began;
  document.dispatchEvent(new CustomEvent('courtrec:seek', {{ detail: {{ ms, from: 'entry' }} }}));
  const look = () => {{
    const now = performance.now();
    if (video.seeking || video.readyState < 2) moved = now;
    if (now - moved < {STILL_MS} && now - began < {GIVES_UP_MS}) setTimeout(look, 20);
    else done({{
      stands: now - moved >= {STILL_MS},
      word: ({READ_JS.strip()})(video),
      light: ({LIGHT_JS.strip()})(video),
    }});
  }};
  look();
}})
"""
PLAY_JS = f"""
(untilMs) => new Promise((done) => {{
  const video = document.querySelector('video');
  const read = {READ_JS.strip()};
  const words = [];
  let waits = 0, began = 0;
  const seen = () => {{ words.push(read(video)); video.requestVideoFrameCallback(seen); }};
  video.requestVideoFrameCallback(seen);
  video.addEventListener('playing', () => {{ began ||= performance.now(); }});
  video.addEventListener('waiting', () => {{ if (began) waits += 1; }});
  const from = video.currentTime * 1000, asked = performance.now();
  void video.play();
  const look = () => {{
    const at = video.currentTime * 1000, now = performance.now();
    if (at < untilMs && now - asked < {GIVES_UP_MS}) return void setTimeout(look, 20);
    const seconds = {{ played: at - from, took: now - (began || asked) }};
    video.pause();
    done({{ ...seconds, waits, words, arrived: at >= untilMs }});
  }};
  look();
}})
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood on the screen after a seek; no number: no code could be read."""

    stands: bool
    number: int | None
    dark: bool

    def is_due(self, number: int | None) -> bool:
        """Whether it is the picture with this number and no other, or (None) the slate."""
        return self.stands and self.number == number and self.dark == (number is None)


@dataclass(frozen=True, slots=True)
class Played:
    """How playing over a seam went: how far and how long (ms), how often it waited, and which numbers were seen."""

    arrived: bool
    played_ms: float
    took_ms: float
    waits: int
    numbers: frozenset[int]

    @property
    def stalled(self) -> bool:
        """Whether it stood still, or came late."""
        lost_ms = self.took_ms - self.played_ms
        return not self.arrived or lost_ms > (WAITED_MS if self.waits else SLOWER_BY_MS)


def seek(page: Page, ms: int) -> Shown:
    """Go to a moment as an entry of the protocol does, and wait until the picture stands."""
    page.bring_to_front()
    found = page.evaluate(SEEK_JS, ms)
    return Shown(bool(found["stands"]), number_of(int(found["word"])), float(found["light"]) < DARK)


def play_over(page: Page, seam_ms: int) -> Played:
    """Play from before a seam to behind it."""
    seek(page, seam_ms - BEFORE_MS)
    found = page.evaluate(PLAY_JS, seam_ms + AFTER_MS)
    numbers = {number_of(int(word)) for word in found["words"]} - {None}
    return Played(
        bool(found["arrived"]),
        float(found["played"]),
        float(found["took"]),
        int(found["waits"]),
        frozenset(number for number in numbers if number is not None),
    )
