"""Opening a play: the disclosure stands in the audit log before any byte can go out."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction

from custody.errors import CustodyError
from custody.log.errors import LogError
from custody.models import OutboxRow
from custody.services.outbox import record
from custody.services.sequencer import ensure_logged
from foundation.clock import utc_now
from hearings.doors import Admitted
from hearings.policy import Verdict
from playback.errors import NotLogged
from playback.models import Play
from playback.services.as_recorded import sitting_at
from playback.services.variants import Variant

log = structlog.get_logger(__name__)


def open_play(
    admitted: Admitted,
    variant: Variant,
    credential: str,
    session_key: str,
    original: Verdict | None = None,
) -> Play:
    """Create the play of a viewer and enter the disclosure in the log; until then nobody knows the play's id.

    ``original``: by which verdict protected parts play as they were recorded.

    Raises NotLogged when the log cannot be written.
    """
    play, row = _opened(admitted, variant, credential, session_key, original)
    try:
        ensure_logged(row)
    except (CustodyError, LogError, OSError, DatabaseError) as error:
        log.exception("play.not_logged", play=play.pk)
        raise NotLogged from error
    return play


@transaction.atomic
def _opened(
    admitted: Admitted, variant: Variant, credential: str, session_key: str, original: Verdict | None
) -> tuple[Play, OutboxRow]:
    caller, hearing = admitted.caller, admitted.hearing
    play = Play.objects.create(
        hearing=hearing,
        viewer=caller.id,
        session_key=session_key,
        purpose=caller.purpose,
        credential=credential,
        ends_at=utc_now() + timedelta(seconds=settings.PLAY_MAX_S),
        as_recorded=original is not None,
        stepped_up_at=None if original is None else sitting_at(admitted),
    )
    private: dict[str, Any] = {"play": play.pk, "generation": variant.generation, "purpose": caller.purpose}
    if original is not None:
        private["as_recorded"] = True
    row = record(
        "play.opened",
        actor=caller.actor(),
        object_id=hearing.pk,
        court=hearing.court_id,
        rule=(original or admitted.verdict).rule_id,
        private=private,
    )
    return play, row
