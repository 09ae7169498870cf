"""What a test asks of the player in a page."""

from playwright.sync_api import Page

from tests.browser.visits import PATIENCE_MS, Visits, picture_is_loaded, until

ENTRY = "[data-entry]"
FPS = 25
MESSAGE = "[data-player=message]"
# A new generation loads the picture anew, and whoever has just pressed "play" presses it once more.
PLAY_JS = """
async () => {
  const video = document.querySelector('video');
  for (let left = 10; ; left -= 1) {
    try {
      return await video.play();
    } catch (error) {
      if (error.name !== 'AbortError' || !left) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}
"""
# In a page before its own scripts: remembers the media time of each frame that reaches the screen, and listens at
# whatever is connected to the loudspeakers.
OBSERVER = """
addEventListener('loadedmetadata', ({ target }) => {
  const seen = (_now, frame) => {
    window.frameShownS = frame.mediaTime;
    target.requestVideoFrameCallback(seen);
  };
  target.requestVideoFrameCallback(seen);
}, true);
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    window.heard = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
    connect.call(this, window.heard);
  }
  return connect.call(this, to, ...rest);
};
"""


def open_player(visits: Visits, hearing: str, username: str = "judge", query: str = "") -> Page:
    """Return the page of a hearing with its picture loaded, observed from the first frame on."""
    page = visits.as_(username)
    page.add_init_script(OBSERVER)
    page.goto(f"/hearings/{hearing}/{query}")
    picture_is_loaded(page)
    return page


def now_s(page: Page) -> float:
    """Return the playlist time of the player."""
    return float(page.evaluate("() => document.querySelector('video').currentTime"))


def play(page: Page) -> None:
    """Start and wait until it moves."""
    page.evaluate(PLAY_JS)
    until(page, "(from) => document.querySelector('video').currentTime > from", now_s(page))


def shows_frame_of(page: Page, seconds: float) -> None:
    """Wait until the frame on the screen is the one that is due at `seconds`, and the clock says so."""
    until(
        page,
        """([at, frame]) => {
          const video = document.querySelector('video');
          return !video.seeking && Math.abs(video.currentTime - at) <= frame
            && window.frameShownS <= at + 0.001 && at < window.frameShownS + frame + 0.001;
        }""",
        [seconds, 1 / FPS],
    )


def says(page: Page, words: str, patience_ms: int = PATIENCE_MS) -> None:
    """Wait until the words stand over the picture."""
    until(
        page,
        f"(words) => document.querySelector('{MESSAGE}').textContent.includes(words)",
        words,
        patience_ms,
    )
