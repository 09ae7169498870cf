"""What a slate says, in the language of the court. ``manage.py slate_words`` draws and speaks these once."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, override

from media_pipeline.ffmpeg.words import Said

SLATE_WORDS: Final[Mapping[Said, str | Promise]] = {
    Said.CLOSED: _("This part of the hearing is closed."),
    Said.PREPARING: _("This part is being prepared."),
    Said.NOT_IN_SESSION: _("The court is not in session."),
    Said.NO_RECORDING: _("There is no recording of this time."),
    Said.COVERED: _("The picture is covered to protect a person."),
}


def slate_text(said: Said, language: str) -> str:
    """Return what a slate says in a language."""
    with override(language):
        return str(SLATE_WORDS[said])
