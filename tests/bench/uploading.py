"""Upload against the disk and the hash themselves, and how soon a recording plays once its last byte is in."""

import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.coded_media import long_film
from tests.bench.court import Court, Uploaded, open_court, upload
from tests.bench.figures import Figure, Goal, bounded, compared, half_spread, percentile
from tests.bench.machine import number
from tests.bench.processes import NOW, PEAK, memory_kb, reset_peak, web_processes

MB = 1000**2
GROWTH_LIMIT_MB = 50.0
GIVE_UP_S = 30.0


def throughput() -> list[Figure]:
    """Upload and `dd bs=4M conv=fsync` + `sha256sum` of the same file, alternating; growth of the web process."""
    file = long_film(number("UPLOAD_HOURS", 1))
    growth: list[float] = []
    with open_court() as court:
        upload(court, long_film(0.1))  # imports and pools are not growth

        def sample() -> tuple[float, float]:
            size = file.stat().st_size / MB
            court.forget_originals()
            watched = _Watched(court)
            ours = upload(court, file).seconds
            growth.append(watched.growth_mb())
            return size / ours, size / _by_hand(file, court.portal.home)

        ratio = compared("upload against dd + sha256sum", "MB/s", Goal(0.4, at_least=True), sample)
    return [
        ratio,
        bounded("web process growth in an upload", max(growth), GROWTH_LIMIT_MB, "MB", len(growth)),
    ]


class _Watched:
    """The web processes' memory from now on."""

    def __init__(self, court: Court) -> None:
        self.before = {pid: memory_kb(pid, NOW) for pid in web_processes(court.portal.process.pid)}
        for pid in self.before:
            reset_peak(pid)

    def growth_mb(self) -> float:
        """How far the largest grower rose above its size at the beginning."""
        return max(memory_kb(pid, PEAK) - before for pid, before in self.before.items()) / 1024


def _by_hand(file: Path, folder: Path) -> float:
    """Seconds of copying to the same disk with an fsync, then hashing: what no receiver can do without."""
    with tempfile.TemporaryDirectory(dir=folder) as spare:
        copy = Path(spare) / "copy"
        began = time.monotonic()
        subprocess.run(["dd", f"if={file}", f"of={copy}", "bs=4M", "conv=fsync", "status=none"], check=True)
        subprocess.run(["sha256sum", str(copy)], check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began


def playable() -> list[Figure]:
    """From the last PATCH's 204 to the first segment's 200: p95 of a one-hour and of a four-hour recording."""
    plans = ((1.0, 1.0, int(number("PLAYABLE_N", 20))), (4.0, 1.5, int(number("PLAYABLE_LONG_N", 5))))
    scale = number("PLAYABLE_SCALE", 1)
    figures = []
    with open_court() as court:
        for hours, limit_s, n in plans:
            file = long_film(hours * scale)
            seconds = [_until_it_plays(court, file) for _ in range(n)]
            name = f"last byte to first segment, {hours * scale:g} h (p95)"
            figures.append(bounded(name, percentile(seconds, 0.95), limit_s, "s", n, half_spread(seconds)))
    return figures


def _until_it_plays(court: Court, file: Path) -> float:
    court.forget_originals()
    sent = upload(court, file)
    while time.monotonic() - sent.ended_at < GIVE_UP_S:
        if first_segment(court, sent):
            return time.monotonic() - sent.ended_at
        time.sleep(0.01)
    return GIVE_UP_S


def first_segment(court: Court, sent: Uploaded) -> bool:
    """Do what the player does: ask for playback, read both playlists, take the first segment."""
    client = court.stage.clerk
    opened = client.get(f"/api/v1/hearings/{sent.hearing}/playback/")
    if opened.status_code != 200:
        return False
    playlist = opened.json()["playlist"]
    base = playlist.rsplit("/", 1)[0]
    # Whatever is stale by now is asked for again from the beginning, as the player does.
    return all(
        client.get(path).status_code == 200 for path in (playlist, f"{base}/v0.m3u8", f"{base}/v0/0.m4s")
    )
