"""In a public court everybody hears the disguise where the judge lets it be published, and else nothing of the part."""

from pathlib import Path

import numpy as np
import pytest

from courts.models import Court
from playback.services.gate import gate
from tests.cast import Cast
from tests.media_pipeline.voice.sounds import TRACE, trace
from tests.playback.disguising import (
    MARGIN,
    START_MS,
    Samples,
    SignIn,
    decoded,
    inside,
    released,
    served,
    sounds,
    speaking,
    speech,
)


@pytest.mark.parametrize("published", [True, False])
def test_public_hears_the_disguise_where_it_is_published_and_nothing_else(
    published: bool, signed_in: SignIn, heard: Cast, tmp_path: Path
) -> None:
    Court.objects.update(public_open=True)
    room = speaking(heard)
    released(signed_in, heard, room, publish_disguised=published)
    gate.watcher.round()
    public = served(signed_in("outsider"), room, tmp_path / "public.mp4")
    party = served(signed_in("party"), room, tmp_path / "party.mp4")
    voice = inside(decoded(speech()))
    assert sounds(public) == published
    assert sounds(party)
    if published:
        assert trace(voice, inside(public)) < TRACE
        assert alike(inside(public), inside(party)) > 0.97
    else:
        # What is heard are the words of the slate.
        assert abs(alike(inside(public), voice)) < 0.1
    # Before the part the public hears what everybody does.
    before = slice(MARGIN, START_MS * 48 - 4 * MARGIN)
    assert alike(public[before, 0], party[before, 0]) > 0.97


def alike(one: Samples, other: Samples) -> float:
    return float(np.corrcoef(one[MARGIN:-MARGIN], other[MARGIN:-MARGIN])[0, 1])
