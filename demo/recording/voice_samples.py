"""Speaks and disguises the samples of voices: `manage.py voice_samples`, after a profile or the sentence has changed.

Needs espeak-ng and ffmpeg. What is drawn for a disguise is kept nowhere: made anew, a sample sounds a little different.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

import numpy as np

from demo.recording.cast import Language
from demo.recording.mux import write_sound
from demo.recording.script import Line
from demo.recording.speech import SAMPLE_RATE, decibels, speak
from hearings.policies.voice_samples import SAMPLED, UNDISGUISED, sample_of
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.services.disguised_file import Wish, disguise_file
from media_pipeline.voice.errors import DisguiseRefused
from media_pipeline.voice.leaks import Samples, leak, rms
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import TRIES
from media_pipeline.voice.verdict import BOUNDS, Fault

FOLDER: Final = Path(__file__).resolve().parents[2] / "static"
TEXTS: Final = Path(__file__).with_name("voice_samples.json")
SPEAKER: Final = "witness"
PAUSE_S: Final = 0.1
LEVEL_DB: Final = -23.0
# Neither the synthesiser nor a disguise has anything above 12 kHz.
CODED_RATE: Final = 24_000
CODED_BITS: Final = "24k"


def write(sentences: dict[str, str]) -> None:
    """Write the samples of each language (its code: the sentence); raises FfmpegError, DisguiseError."""
    for old in FOLDER.glob(sample_of("*", "*")):
        old.unlink()
    for language, sentence in sentences.items():
        with TemporaryDirectory(prefix="samples-") as folder:
            _write(sentence, language, Path(folder))
    TEXTS.write_text(json.dumps(sentences, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def texts() -> dict[str, str]:
    """Return what was spoken, by language."""
    return dict(json.loads(TEXTS.read_text(encoding="utf-8")))


def _write(sentence: str, language: str, folder: Path) -> None:
    spoken = folder / "spoken.wav"
    sound = speak(Line(SPEAKER, "answer", cast(Language, language), sentence))
    write_sound(spoken, np.pad(sound, round(PAUSE_S * SAMPLE_RATE))[:, None])
    before = FOLDER / sample_of(UNDISGUISED, language)
    _encode(spoken, before)
    for voice in SAMPLED:
        _disguise(spoken, Profile(voice), before, FOLDER / sample_of(voice, language))


def _disguise(spoken: Path, profile: Profile, before: Path, target: Path) -> None:
    """Write a sample that is disguised even beside the undisguised one as it is handed out."""
    for number in range(TRIES):
        made = spoken.with_name(f"{profile}-{number}.wav")
        disguise_file(Wish(spoken, made, profile), lambda _percent, _doing: None)
        _encode(made, target)
        if leak(heard(before), heard(target), SAMPLE_RATE) < BOUNDS.leak:
            return
    raise DisguiseRefused({Fault.LEAK})


def heard(path: Path) -> Samples:
    """Return what a file sounds like: mono, at SAMPLE_RATE."""
    decode = [*("-i", f"file:{path}", "-ar", str(SAMPLE_RATE), "-ac", "1"), "-f", "f32le", "pipe:1"]
    return np.frombuffer(_ffmpeg(*decode), "<f4")


def _encode(source: Path, target: Path) -> None:
    gain_db = LEVEL_DB - 20 * float(np.log10(rms(heard(source))))
    limit = f"volume={gain_db:.2f}dB,alimiter=limit={decibels(-1):.3f}:level=false:latency=true"
    coded = ("-c:a", "aac", "-b:a", CODED_BITS, "-ar", str(CODED_RATE), "-ac", "1")
    # Nothing about maker, version and time; the index first, so that it plays while it comes.
    plain = (
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
        "-movflags",
        "+faststart",
    )
    _ffmpeg("-y", "-i", f"file:{source}", "-af", limit, *coded, *plain, "-f", "ipod", f"file:{target}")


def _ffmpeg(*arguments: str) -> bytes:
    run = Runner(find_ffmpeg().path)
    return require_success(run(["-nostdin", "-v", "error", *arguments])).stdout
