"""The page on which a judge hears and reads what each voice protects against, and what not, before one is ordered."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _

from hearings.models import VoiceProfile
from hearings.policies.voice_samples import SAMPLED, SENTENCE, UNDISGUISED, sample_of

Text = str | Promise
UNMEASURED = _("Not measured yet.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice in plain words; ``unsampled``: why there is nothing to hear of it."""

    voice: VoiceProfile
    against: Text
    not_against: Text
    measured: Text = UNMEASURED
    unsampled: Text = ""

    @property
    def label(self) -> Text:
        """How the form calls it."""
        return self.voice.label

    @property
    def sample(self) -> str:
        """The static file of its sample in the language of the page; empty where there is none."""
        return _sample(self.voice) if str(self.voice) in SAMPLED else ""


CHOICES = (
    Choice(
        VoiceProfile.STRONG,
        _("People who know the voice, and programs that compare it with other recordings."),
        _("Whoever has this software and much time still finds many speakers; words and dialect stay."),
        _(
            "Whoever trained on what this software makes names the right one of 44 speakers first in 64 of 100 tries; "
            "by guessing it would be 2. Of 100 words a program gets 22 more wrong than of the undisguised voice."
        ),
    ),
    Choice(
        VoiceProfile.CLEAR,
        _("People who would know the voice at once."),
        _("Programs that compare voices; relatives who listen closely."),
    ),
    Choice(
        VoiceProfile.MAXIMUM,
        _("The same as strong, with less of the voice left; harder to understand."),
        _("Words and dialect stay, and more of them is misheard."),
    ),
    Choice(
        VoiceProfile.SILENCE,
        _("Everybody: nothing is heard. What was said stands in the redacted protocol only."),
        _("What the protocol itself gives away."),
        _("Nothing is left that could be measured."),
        _("Nothing is heard in such a part."),
    ),
    Choice(
        VoiceProfile.SOURCE,
        _("What the device in the courtroom did: the portal changes nothing."),
        _("A fixed shift of the pitch, as such devices make it, is undone in seconds."),
        _("Whoever tries thirteen shifts finds 98 of 100 speakers again."),
        _("It sounds as the device in the courtroom made it. Listen to the recording."),
    ),
)
FOUND = (
    (_("compares with the undisguised voice"), "30 %", "16 %"),
    (_("disguises the known voice, too"), "33 %", "2 %"),
    (_("links two disguised hearings"), "29 %", "1 %"),
    (_("tries to undo the disguise"), "26 %", "2 %"),
    (_("was trained on what this software makes"), "11 %", "1 %"),
)
"""Equal error rates: `strong`, and a fixed shift of the pitch (docs/explanation/voice.md)."""


@login_required
def voice_list(request: HttpRequest) -> HttpResponse:
    """Say what can be chosen."""
    context = {"choices": CHOICES, "found": FOUND, "sentence": SENTENCE, "undisguised": _sample(UNDISGUISED)}
    return render(request, "hearings/voices.html", context)


def _sample(voice: str) -> str:
    return sample_of(voice, get_language() or settings.LANGUAGE_CODE)
