"""The arguments of a conversion: what is always there, and that nothing of a stranger gets among them."""

from itertools import pairwise
from pathlib import Path

import pytest

from media_pipeline.ffmpeg.convert import arguments
from media_pipeline.ffmpeg.formats import CODEC_WHITELIST
from media_pipeline.ffmpeg.plan import AudioPlan, Plan, VideoPlan
from media_pipeline.ffmpeg.probe import SourceFacts

SOURCE, TARGET = Path("/store/abc"), Path("/made/def.mp4")
FACTS = SourceFacts("mp3", 1024, 60_000, "", ())
SOUND = AudioPlan(1, 0, 2, 2, 48_000)


def pairs(argv: list[str]) -> set[tuple[str, str]]:
    return set(pairwise(argv))


@pytest.mark.parametrize("way", ["copy", "encode"])
def test_arguments_lead_nowhere_but_to_the_one_file(way: str) -> None:
    argv = arguments(SOURCE, FACTS, Plan(VideoPlan(0, way), (SOUND,)), TARGET)  # type: ignore[arg-type]  # parametrised
    inside = pairs(argv)
    wanted = {
        ("-protocol_whitelist", "file"),
        ("-codec_whitelist", CODEC_WHITELIST),
        ("-f", "mp3"),
        ("-skip_initial_bytes", "1024"),
        ("-i", "file:/store/abc"),
        ("-map_metadata", "-1"),
        ("-map_chapters", "-1"),
    }
    assert wanted <= inside
    assert argv[-1] == "file:/made/def.mp4"
    assert {"-sn", "-dn", "-nostdin"} <= set(argv)
    assert argv.count("-i") == 1


def test_arguments_copied_picture_is_not_touched() -> None:
    argv = arguments(SOURCE, FACTS, Plan(VideoPlan(0, "copy"), ()), TARGET)
    assert ("-c:v", "copy") in pairs(argv)
    assert not {"-bsf:v", "-vf", "-c:a"} & set(argv)


def test_arguments_channels_are_routed_not_mixed() -> None:
    plan = Plan(None, (AudioPlan(0, 0, 4, 6, 48_000), AudioPlan(0, 4, 2, 6, 48_000)))
    text = " ".join(arguments(SOURCE, FACTS, plan, TARGET)).replace("\\", "")  # as the filter graph reads it
    assert "channelmap=channel_layout=4.0:map=0|1|2|3[" in text
    assert "channelmap=channel_layout=stereo:map=4|5[" in text
    assert "-c:v" not in text


def test_arguments_lead_keeps_the_times_of_the_file() -> None:
    assert "-copyts" in arguments(SOURCE, FACTS, Plan(None, (SOUND,), lead=True), TARGET)
    assert "-copyts" not in arguments(SOURCE, FACTS, Plan(None, (SOUND,)), TARGET)
