"""The committed samples of voices: small, of today's sentence, disguised by today's gate; and how they are made."""

import shutil
from itertools import product
from pathlib import Path

import av
import pytest
from django.conf import settings

from demo.recording import voice_samples
from demo.recording.speech import SAMPLE_RATE
from demo.recording.voice_samples import FOLDER, heard, texts
from hearings.policies.voice_samples import SAMPLED, UNDISGUISED, sample_of, sentence_in
from media_pipeline.voice.leaks import leak, rms
from media_pipeline.voice.verdict import BOUNDS

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LARGEST = 40_000


def test_samples_are_there_in_every_language_and_no_others() -> None:
    names = {sample_of(voice, language) for voice, language in product((UNDISGUISED, *SAMPLED), LANGUAGES)}
    assert {str(path.relative_to(FOLDER)) for path in FOLDER.glob(sample_of("*", "*"))} == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_say_what_the_page_says(language: str) -> None:
    # Another translation wants `manage.py voice_samples`.
    assert texts()[language] == sentence_in(language)


@pytest.mark.parametrize("voice", [UNDISGUISED, *SAMPLED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_is_short_small_and_tells_nothing_of_its_making(language: str, voice: str) -> None:
    path = FOLDER / sample_of(voice, language)
    data = path.read_bytes()
    assert len(data) < LARGEST
    assert not [word for word in (b"Lavf", b"Lavc", b"espeak") if word in data]
    with av.open(str(path), "r") as container:
        assert len(container.streams) == 1
        (sound,) = container.streams.audio
        assert (sound.codec_context.name, sound.channels) == ("aac", 1)
        assert container.duration is not None
        assert 5_000_000 <= container.duration <= 8_000_000
        assert "creation_time" not in container.metadata | sound.metadata


@pytest.mark.parametrize("voice", SAMPLED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_holds_nothing_of_the_undisguised_one_beside_it(language: str, voice: str) -> None:
    before, after = (heard(FOLDER / sample_of(each, language)) for each in (UNDISGUISED, voice))
    assert leak(before, after, SAMPLE_RATE) < BOUNDS.leak
    assert 0.5 < rms(after) / rms(before) < 2
    # What is compared is what is spoken: the sample itself would be found.
    assert leak(before, before, SAMPLE_RATE) > 0.9


@pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed; it only makes the demo media"
)
def test_samples_made_again_differ_in_what_was_drawn_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "voices").mkdir()
    monkeypatch.setattr(voice_samples, "FOLDER", tmp_path)
    monkeypatch.setattr(voice_samples, "TEXTS", tmp_path / "texts.json")
    made = []
    for _ in range(2):
        voice_samples.write({"en": "The hearing is open."})
        made.append({path.name: path.read_bytes() for path in tmp_path.glob("voices/*")})
    assert made[0].keys() == made[1].keys()
    assert {name for name in made[0] if made[0][name] == made[1][name]} == {"en-undisguised.m4a"}
    assert texts() == {"en": "The hearing is open."}
