"""The lines of a disguised part as the page of the disguises shows them, each with its form."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearings.doors import Admitted
from hearings.models import Disguise
from hearings.policies.disguise_lines import CHOSEN, DisguiseLine, LineWords
from hearings.policies.giveaways import Kind
from hearings.services.disguise_lines import lines_of

KINDS = {
    CHOSEN: _("chosen before"),
    Kind.ADDRESS: _("address"),
    Kind.KIN: _("kin"),
    Kind.WORK: _("work"),
    Kind.SCHOOL: _("school"),
    Kind.CONTACT: _("telephone, e-mail"),
    Kind.PAPER: _("number of a document"),
    Kind.PLATE: _("car plate"),
    Kind.BORN: _("date of birth, age"),
}


def line_rows(row: Disguise, admitted: Admitted) -> list[dict[str, Any]]:
    """Return the lines, in order."""
    return [_line(line) for line in lines_of(row, admitted)]


def _line(line: DisguiseLine) -> dict[str, Any]:
    return asdict(line) | {
        "is_decided": line.decided_at is not None,
        "words": [_words(each, line) for each in line.words],
    }


def _words(words: LineWords, line: DisguiseLine) -> dict[str, Any]:
    # What nobody has decided on is ticked: who hurries covers too much, not too little.
    is_ticked = words.covered or line.decided_at is None
    return {"text": words.text, "kind": KINDS[words.kind], "covered": words.covered, "is_ticked": is_ticked}
