"""Speak and disguise the samples of voices, by the present profiles; for those who work on the portal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.recording.voice_samples import FOLDER, write
from hearings.policies.voice_samples import sentence_in


class Command(BaseCommand):
    """Speak and disguise the samples."""

    help = "Make the samples of voices anew, in every language of the portal (needs espeak-ng)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the files anew."""
        write({code: sentence_in(code) for code, _name in sorted(settings.LANGUAGES)})
        self.stdout.write(str(FOLDER))
