"""Draw and speak what slates say, from its present translations; for those who work on the portal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.recording.slate_words import write
from media_pipeline.ffmpeg.words import DRAWN, FOLDER
from media_pipeline.policies.slate_words import slate_text


class Command(BaseCommand):
    """Draw and speak what slates say."""

    help = "Draw and speak what slates say, in every language of the portal (needs espeak-ng and the npm packages)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the files anew."""
        languages = sorted(code for code, _name in settings.LANGUAGES)
        write({code: {said.code: slate_text(said, code) for said in DRAWN} for code in languages})
        self.stdout.write(str(FOLDER))
