"""States of acts of destruction, and what was destroyed, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.states import ActState

ACT_STATES: Mapping[ActState, str | Promise] = {
    ActState.PROPOSED: _("waits for a second person"),
    ActState.APPROVED: _("approved, being carried out"),
    ActState.REFUSED: _("refused"),
    ActState.CARRIED_OUT: _("carried out"),
}
REMOVED: Mapping[str, str | Promise] = {
    "originals": _("originals"),
    "recordings": _("recordings"),
    "files": _("files made of them"),
    "entries": _("entries of the protocol"),
    "versions": _("versions of entries"),
    "turns": _("turns of speakers"),
}
KEPT: Mapping[str, str | Promise] = {
    "other hearings": _("originals that another hearing still needs: they stay whole until its own act"),
    "waiting for a hearing": _("originals of which a part still waits for its hearing in the inbox"),
}


def report_words(report: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return what was removed and what had to stay, each with its count; nothing that is zero."""
    return {
        "removed": _counted(report.get("removed", {}), REMOVED),
        "kept": _counted(report.get("kept", {}), KEPT),
    }


def _counted(counts: Mapping[str, int], words: Mapping[str, str | Promise]) -> list[dict[str, Any]]:
    return [{"words": words.get(name, name), "count": count} for name, count in counts.items() if count]
