"""Playlists: what players are told."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from media_pipeline.hls import (
    AudioLabel,
    Piece,
    PieceTrack,
    Presentation,
    Resource,
    compose,
    media_playlist,
    multivariant_playlist,
)
from media_pipeline.hls.playlist import segment_sizes
from media_pipeline.hls.segments import segment
from tests.media_pipeline.hls.synthetic import audio_track, index_of, recording, slates_for, video_track

WHOLE = ((0, 10**9),)
STARTED = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=5)))
JUDGE, WITNESS = AudioLabel("Судья", "ru"), AudioLabel('Куә "№1"\n', "kk")


def _uri(resource: Resource) -> str:
    return f"{resource.track_key}-{resource.kind}-{resource.number}"


def _two_formats() -> Presentation:
    indexes = [recording(20), index_of(video_track(20, timescale=90000), audio_track(20))]
    pieces = [Piece.of("a", indexes[0], 0, WHOLE), Piece.of("b", indexes[1], 30_000, WHOLE)]
    return compose(pieces, 50_000, slates_for([track for index in indexes for track in index.tracks]))


def test_media_playlist_of_one_recording_is_exactly_this() -> None:
    presentation = compose([Piece.of("a", recording(8), 0, WHOLE)], 8_000)
    assert media_playlist(presentation, "v0", STARTED, _uri).splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:4",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MAP:URI="v0-init-0"',
        "#EXT-X-PROGRAM-DATE-TIME:2026-03-01T09:00:00.000Z",
        "#EXTINF:4.000000,",
        "v0-segment-0",
        "#EXTINF:4.000000,",
        "v0-segment-1",
        "#EXT-X-ENDLIST",
    ]


def test_media_playlist_names_the_time_of_day_of_each_recording() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 61_500, WHOLE)]
    text = media_playlist(compose(pieces, 90_000, slates_for(recording(20).tracks)), "v0", STARTED, _uri)
    found = re.findall(r"DATE-TIME:(\S+)", text)
    assert found == [
        f"2026-03-01T09:{moment}Z" for moment in ("00:00.000", "00:20.000", "01:01.500", "01:21.500")
    ]


def test_media_playlists_change_format_at_the_same_place() -> None:
    presentation = _two_formats()
    places = []
    for key in ("v0", "a0"):
        lines = media_playlist(presentation, key, STARTED, _uri).splitlines()
        at = lines.index("#EXT-X-DISCONTINUITY")
        places.append(sum(line.startswith("#EXTINF") for line in lines[:at]))
        assert lines[at + 1].startswith("#EXT-X-MAP:URI=")
    assert places[0] == places[1] == 7


def test_media_playlist_of_an_unknown_track_is_refused() -> None:
    with pytest.raises(KeyError):
        media_playlist(_two_formats(), "v1", STARTED, _uri)


def test_media_playlist_target_is_no_less_than_any_rounded_length() -> None:
    index = index_of(video_track(30, gop=175), audio_track(30))
    text = media_playlist(compose([Piece.of("a", index, 0, WHOLE)], 30_000), "v0", STARTED, _uri)
    lengths = [float(length) for length in re.findall(r"#EXTINF:([\d.]+),", text)]
    assert max(lengths) == 7.0
    assert "#EXT-X-TARGETDURATION:7\n" in text


def test_multivariant_playlist_lists_renditions_and_the_variant() -> None:
    index = index_of(video_track(8), audio_track(8), audio_track(8, channels=4))
    presentation = compose([Piece.of("a", index, 0, WHOLE)], 8_000)
    lines = multivariant_playlist(presentation, [JUDGE, WITNESS], _uri).splitlines()
    assert lines[3] == (
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Судья",LANGUAGE="ru",DEFAULT=YES,AUTOSELECT=YES,'
        'CHANNELS="2",URI="a0-playlist-0"'
    )
    assert lines[4].startswith(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Куә №1",LANGUAGE="kk",DEFAULT=NO'
    )
    assert 'CHANNELS="4"' in lines[4]
    expected = 'CODECS="avc1.64000c,mp4a.40.2",RESOLUTION=320x180,FRAME-RATE=25.000,AUDIO="sound"'
    assert lines[5].endswith(expected)
    assert lines[6] == "v0-playlist-0"


def test_multivariant_playlist_offers_each_rendition_of_the_picture_with_all_sound() -> None:
    whole = Piece.of("a", recording(20), 0, WHOLE)
    small = PieceTrack("v1", video_track(20, size=10), "small")
    presentation = compose([replace(whole, tracks=(*whole.tracks, small))], 20_000)
    lines = multivariant_playlist(presentation, [JUDGE], _uri).splitlines()
    assert [line for line in lines if line.endswith("playlist-0")] == ["v0-playlist-0", "v1-playlist-0"]
    infos = [line for line in lines if line.startswith("#EXT-X-STREAM-INF")]
    rates = [int(re.findall(r"[:,]BANDWIDTH=(\d+)", line)[0]) for line in infos]
    assert rates[0] > rates[1]
    assert all('AUDIO="sound"' in line for line in infos)


def test_multivariant_playlist_bandwidth_holds_what_is_sent() -> None:
    presentation = compose([Piece.of("a", recording(20), 0, WHOLE)], 20_000)
    text = multivariant_playlist(presentation, [JUDGE], _uri)
    found = re.search(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+)", text)
    assert found is not None
    sent = [segment(presentation, key, number).total for key in ("v0", "a0") for number in range(5)]
    assert int(found[2]) == pytest.approx(sum(sent) * 8 / 20, rel=0.001)
    assert int(found[1]) >= (max(sent[:5]) + max(sent[5:])) * 8 / 4.1


@pytest.mark.parametrize("key", ["v0", "a0"])
def test_segment_sizes_are_those_of_the_segments(key: str) -> None:
    presentation = _two_formats()
    lane = presentation.lane(key)
    assert lane is not None
    totals = [segment(presentation, key, number).total for number in range(len(lane))]
    assert segment_sizes(presentation, lane).tolist() == totals


def test_multivariant_playlist_of_sound_only_leads_to_it() -> None:
    presentation = compose([Piece.of("a", index_of(audio_track(8)), 0, WHOLE)], 8_000)
    lines = multivariant_playlist(presentation, [JUDGE], _uri).splitlines()
    assert lines[-1] == "a0-playlist-0"
    assert 'CODECS="mp4a.40.2"' in lines[-2]
    assert "RESOLUTION" not in lines[-2]
    assert "AUDIO=" not in lines[-2]


def test_multivariant_playlist_of_several_microphones_without_picture_groups_them() -> None:
    presentation = compose([Piece.of("a", index_of(audio_track(8), audio_track(8)), 0, WHOLE)], 8_000)
    text = multivariant_playlist(presentation, [JUDGE, WITNESS], _uri)
    assert text.count("#EXT-X-MEDIA:") == 2
    assert 'AUDIO="sound"\na0-playlist-0' in text


def test_multivariant_playlist_with_a_wrong_number_of_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="labels"):
        multivariant_playlist(_two_formats(), [], _uri)


def test_program_date_time_of_another_zone_is_the_same_moment() -> None:
    presentation = compose([Piece.of("a", recording(8), 0, WHOLE)], 8_000)
    assert media_playlist(presentation, "v0", STARTED, _uri) == media_playlist(
        presentation, "v0", STARTED.astimezone(UTC), _uri
    )
