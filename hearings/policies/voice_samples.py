"""What can be heard of each voice before one is ordered: one sentence in each language of the portal.

``manage.py voice_samples`` speaks and disguises it; the portal only hands the files out.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _, override

from hearings.policy.words import Voice

UNDISGUISED: Final = "undisguised"
SAMPLED: Final = (Voice.STRONG, Voice.CLEAR, Voice.MAXIMUM)
"""The voices that sound otherwise than what was recorded."""
SENTENCE: Final = _(
    "On Tuesday evening I saw a bicycle beside the fence of the next yard. Nobody else was in the street."
)


def sentence_in(language: str) -> str:
    """Return what the samples of a language say."""
    with override(language):
        return str(SENTENCE)


def sample_of(voice: str, language: str) -> str:
    """Return the name of a sample among the static files; `voice` may be UNDISGUISED."""
    return f"voices/{language}-{voice}.m4a"
