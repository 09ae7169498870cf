"""Codec headers: AudioSpecificConfig, avcC and SPS."""

import pytest
from hypothesis import given, strategies as st

from media_pipeline.mp4.aac import parse_audio_config
from media_pipeline.mp4.bits import BitReader
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable, Mp4Problem
from media_pipeline.mp4.h264 import parse_avc_config, parse_sps, pps_ids
from tests.media_pipeline.mp4.maker import PPS, SPS

AVCC = bytes((1, 0x64, 0, 0x0C, 0xFF, 0xE1, 0, len(SPS))) + SPS + bytes((1, 0, len(PPS))) + PPS


@pytest.mark.parametrize(
    ("config", "codec", "core_rate", "rate", "channels"),
    [
        ("1190", "mp4a.40.2", 48000, 48000, 2),  # LC stereo
        ("1208", "mp4a.40.2", 44100, 44100, 1),  # LC mono
        ("11b8", "mp4a.40.2", 48000, 48000, 8),  # configuration 7 is eight channels
        ("1180", "mp4a.40.2", 48000, 48000, 0),  # layout only in a program config element
        ("2b920800", "mp4a.40.5", 22050, 44100, 2),  # HE-AAC, told first
        ("eb8a0800", "mp4a.40.29", 22050, 44100, 2),  # HE-AAC v2: a mono core heard as stereo
        ("139056e5a0", "mp4a.40.5", 22050, 44100, 2),  # HE-AAC, told behind
        ("131056e59d4880", "mp4a.40.29", 24000, 48000, 2),  # HE-AAC v2, told behind
        ("131056e500", "mp4a.40.2", 24000, 24000, 2),  # extension that says: no SBR
        ("17803e8008", "mp4a.40.2", 32000, 32000, 1),  # explicit 24-bit rate
    ],
)
def test_audio_config_known_kinds_give_codec_and_rates(
    config: str, codec: str, core_rate: int, rate: int, channels: int
) -> None:
    aac = parse_audio_config(bytes.fromhex(config))
    assert (aac.codec, aac.core_rate, aac.sample_rate, aac.channels) == (codec, core_rate, rate, channels)


@pytest.mark.parametrize(
    "config",
    [
        "0a10",  # AAC Main
        "1194",  # frames of 960 samples
        "f8e92000",  # escape to a far object type
        "1690",  # reserved rate
    ],
)
def test_audio_config_other_kinds_are_not_playable(config: str) -> None:
    with pytest.raises(Mp4NotPlayable, match="codec-audio"):
        parse_audio_config(bytes.fromhex(config))


def test_preroll_with_sbr_is_twice_that_of_the_plain_codec() -> None:
    plain, sbr = (parse_audio_config(bytes.fromhex(config)) for config in ("1190", "2b920800"))
    assert (plain.preroll_frames, sbr.preroll_frames) == (2, 4)


def test_sps_of_x264_gives_size_and_shape() -> None:
    sps = parse_sps(SPS)
    assert (sps.sps_id, sps.width, sps.height, sps.sar) == (0, 320, 180, (1, 1))
    assert (sps.chroma, sps.bit_depth, sps.interlaced) == (1, 8, False)


def test_avc_config_written_anew_is_the_same() -> None:
    avc = parse_avc_config(AVCC + b"\xfd\xf8\xf8\0")
    assert avc.payload() == AVCC + b"\xfd\xf8\xf8\0"
    assert avc.codec("avc1") == "avc1.64000c"


def test_avc_config_with_a_taken_id_refuses_more_sets() -> None:
    with pytest.raises(ValueError, match="taken"):
        parse_avc_config(AVCC).with_sets(SPS, PPS)


def test_pps_ids_of_x264_are_zero() -> None:
    assert pps_ids(PPS) == (0, 0)


@pytest.mark.parametrize("size", range(len(AVCC)))
def test_avc_config_cut_short_is_damaged(size: int) -> None:
    with pytest.raises(Mp4Damaged, match="codec-header"):
        parse_avc_config(AVCC[:size])


@given(st.binary(max_size=64))
def test_codec_headers_of_any_bytes_end_in_a_value_or_a_problem(data: bytes) -> None:
    for parse in (parse_audio_config, parse_avc_config, lambda raw: parse_sps(b"\x67" + raw)):
        code = "none"
        try:
            parse(data)
        except Mp4Problem as problem:
            code = problem.code
        assert code in {"none", "codec-header", "codec-audio", "codec-video"}


@given(st.integers(0, 2**31 - 2))
def test_golomb_reads_what_was_written(number: int) -> None:
    bits = f"{number + 1:b}"
    text = "0" * (len(bits) - 1) + bits
    data = int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8), "big")
    assert BitReader(data).golomb() == number


@pytest.mark.parametrize(("bits", "value"), [("1", 0), ("010", 1), ("011", -1), ("00100", 2), ("00101", -2)])
def test_signed_golomb_alternates(bits: str, value: int) -> None:
    assert BitReader(int(bits.ljust(8, "0"), 2).to_bytes(1, "big")).signed_golomb() == value
