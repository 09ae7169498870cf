"""What protecting a part costs: masked pictures against encoding the same minutes alone, a voice against its length."""

import resource
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.mask import MASK_LIMITS, MaskSpec, make_masked
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.hls.files import LocalFile
from media_pipeline.hls.masks import mask_plan, mask_track
from media_pipeline.hls.patches import PatchSets, with_sets
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.hls.slate import split_annexb, still_pictures
from media_pipeline.mp4 import IndexLimits, SampleIndex, index_file
from media_pipeline.services.coded import coded_group, samples_of
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import Studio, render
from tests.bench.coded_media import FPS, long_film
from tests.bench.converting import WIDE, cpu_s
from tests.bench.figures import Figure, Goal, bounded, compared

HOURS = 3
START_S, LENGTH_S = 5_400, 300
FACE = (600, 300, 750, 600)
VOICE_S = 600
RATE = 48_000


@cache
def _hearing() -> tuple[Path, SampleIndex]:
    source = long_film(HOURS)
    return source, index_file(source, IndexLimits())


def _spent() -> float:
    """CPU seconds of this process and of all its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _masked(target: Path) -> float:
    """Mask five minutes as the portal does, from the coded groups to the samples of a track; returns CPU seconds."""
    source, index = _hearing()
    began = _spent()
    track = index.video
    assert track is not None
    scale = track.facts.timescale
    plan = mask_plan(VideoPlan.of(track), START_S * scale, (START_S + LENGTH_S) * scale)
    assert plan is not None
    run = Runner(find_ffmpeg("").path, replace(MASK_LIMITS, wall_s=WIDE.wall_s))
    sizes: list[int] = []
    with target.open("wb") as out:
        for number, batch in enumerate(plan.batches):
            spec = MaskSpec(batch.first, batch.count, plan.batch_keys(number), (FACE,), "high")
            stream = make_masked(spec, coded_group(track, batch, LocalFile(source)), run)
            sps, pps, pictures = still_pictures(split_annexb(stream))
            facts = with_sets(track.facts, PatchSets(sps, pps))
            samples = samples_of(pictures, facts.nal_length_size)
            out.writelines(samples)
            sizes += [len(sample) for sample in samples]
    made = mask_track(track.facts, plan, 0, sizes)
    # The film is looped: where the part begins and ends within pictures, one more or less is in it.
    assert made.facts.frames == plan.cut.count
    assert abs(plan.cut.count - LENGTH_S * FPS) <= 1
    return _spent() - began


def _alone(target: Path) -> float:
    """Encode the same five minutes with the same rectangle and encoder, one run of ffmpeg; returns CPU seconds."""
    source, _ = _hearing()
    left, top, right, bottom = (edge / 1_000 for edge in FACE)
    box = f"drawbox=x=iw*{left}:y=ih*{top}:w=iw*{right - left}:h=ih*{bottom - top}:color=0x1a1a1a:t=fill"
    codec = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-bf", "0", "-g", "50", "-threads", "1")
    part = ("-ss", str(START_S), "-i", str(source), "-t", str(LENGTH_S), "-an", "-vf", box)
    return cpu_s(["-nostdin", "-v", "error", "-y", "-threads", "1", *part, *codec, "-f", "h264", str(target)])


def masks() -> list[Figure]:
    """Masking five minutes inside three hours, CPU against encoding these minutes alone."""
    with TemporaryDirectory() as name:
        ours, theirs = Path(name) / "ours", Path(name) / "theirs.h264"

        def sample() -> tuple[float, float]:
            return _masked(ours), _alone(theirs)

        label = "masking 5 minutes inside 3 h, CPU against encoding them alone"
        return [compared(label, "s", Goal(1.3), sample, n=1)]


def voice() -> list[Figure]:
    """CPU of disguising a second of sound, drawing, rendering and checking included."""
    rng = np.random.default_rng(1)
    with TemporaryDirectory() as name:
        folder = Path(name)
        sound = folder / "sound.bare"
        # As loud and as silent as speech; what is said does not change what it costs.
        envelope = np.repeat(rng.uniform(0, 0.3, VOICE_S * 4), RATE // 4)
        sound.write_bytes(
            (envelope * rng.standard_normal(VOICE_S * RATE)).clip(-1, 1).astype("<f4").tobytes()
        )
        binary = find_ffmpeg("")
        studio = Studio(folder, Runner(binary.path, WIDE), binary.graph_option)
        began, before = time.monotonic(), _spent()
        made = render(sound, Profile.STRONG, folder / "made.flac", studio)
        cost = (_spent() - before) / VOICE_S / made.tries
        print(f"bench: {time.monotonic() - began:.0f} s, drawn {made.tries} times", flush=True)
        return [bounded("disguising a voice, CPU for a second of sound", cost, 0.05, "s", 1)]
