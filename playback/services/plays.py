"""Opening a play: the disclosure is written before any byte can go out."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from custody.services.outbox import record
from foundation.clock import utc_now
from hearings.doors import Admitted
from playback.models import Play
from playback.services.variants import Variant


@transaction.atomic
def open_play(admitted: Admitted, variant: Variant, credential: str, session_key: str) -> Play:
    """Create the play of a viewer and write the disclosure event."""
    caller, hearing = admitted.caller, admitted.hearing
    play = Play.objects.create(
        hearing=hearing,
        viewer=caller.id,
        session_key=session_key,
        purpose=caller.purpose,
        credential=credential,
        ends_at=utc_now() + timedelta(seconds=settings.PLAY_MAX_S),
    )
    private = {"play": play.pk, "generation": variant.generation, "purpose": caller.purpose}
    record(
        "play.opened",
        actor=caller.actor(),
        object_id=hearing.pk,
        court=hearing.court_id,
        rule=admitted.verdict.rule_id,
        private=private,
    )
    return play
