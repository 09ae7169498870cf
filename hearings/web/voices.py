"""The page on which a judge reads what each voice protects against, and what it does not, before one is ordered."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.models import VoiceProfile

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice in plain words."""

    voice: VoiceProfile
    against: Text
    not_against: Text

    @property
    def label(self) -> Text:
        """How the form calls it."""
        return self.voice.label


CHOICES = (
    Choice(
        VoiceProfile.STRONG,
        _("People who know the voice, and programs that compare it with other recordings."),
        _("Whoever has this software and much time still finds many speakers; words and dialect stay."),
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
    ),
    Choice(
        VoiceProfile.SOURCE,
        _("What the device in the courtroom did: the portal changes nothing."),
        _("A fixed shift of the pitch, as such devices make it, is undone in seconds."),
    ),
)
FOUND = (
    (_("compares with the undisguised voice"), "29 %", "16 %"),
    (_("disguises the known voice, too"), "33 %", "2 %"),
    (_("links two disguised hearings"), "30 %", "1 %"),
    (_("tries to undo the disguise"), "27 %", "2 %"),
    (_("was trained on what this software makes"), "11 %", "1 %"),
)
"""Equal error rates: `strong`, and a fixed shift of the pitch (docs/explanation/voice.md)."""


@login_required
def voice_list(request: HttpRequest) -> HttpResponse:
    """Say what can be chosen."""
    return render(request, "hearings/voices.html", {"choices": CHOICES, "found": FOUND})
