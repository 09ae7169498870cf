"""The restricted parts of a hearing in words, for whoever may know its timeline."""

from typing import Any

from django.urls import reverse

from hearings.doors import Admitted
from hearings.policy import Action
from hearings.web.labels import BAND_KINDS
from playback.services.timelines import bands_of
from playback.web.gap_rows import CourtClock


def restricted_of(admitted: Admitted, duration_ms: int) -> dict[str, Any]:
    """Return ``{rows, list_url, new_url, close_url}``; the addresses only for those who propose."""
    hearing = admitted.hearing
    clock = CourtClock(hearing.started_at, hearing.court.zone, 0, duration_ms)
    rows = [
        {
            "span": clock.span(band.start_ms, band.end_ms),
            "at_ms": band.start_ms,
            "kind": BAND_KINDS[band.kind],
            "plays": band.plays,
            "preparing": band.preparing,
        }
        for band in bands_of(admitted, duration_ms)
    ]
    return {"rows": rows} | (_addresses(hearing.pk) if admitted.may(Action.PROPOSE_RESTRICTION) else {})


def _addresses(hearing_id: str) -> dict[str, str]:
    names = {"list_url": "restrictions", "new_url": "restriction-new", "close_url": "close-now"}
    return {key: reverse(f"hearings:{name}", args=[hearing_id]) for key, name in names.items()}
