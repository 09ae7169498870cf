"""Reading who is behind a pseudonym: noted in the log before anything is told."""

from dataclasses import dataclass

import structlog
from django.db import DatabaseError, transaction

from accounts.models import User
from custody.errors import CustodyError
from custody.log.errors import LogError
from custody.services.outbox import record
from custody.services.sequencer import ensure_logged
from hearings.doors import Admitted
from hearings.errors import IdentityUnreadable
from hearings.models import Participant
from hearings.policy import Action
from hearings.services.envelopes import opened

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a protected participant is; ``account`` is the sign-in name where there is one."""

    name: str
    external_source: str
    external_id: str
    account: str


def read_identity(row: Participant, admitted: Admitted) -> Identity:
    """Return the identity to a caller whom the door let through. Raises IdentityUnreadable."""
    hearing = admitted.hearing
    with transaction.atomic():
        noted = record(
            "identity.read",
            actor=admitted.caller.actor(),
            object_id=row.pk,
            court=hearing.court_id,
            rule=admitted.require(Action.READ_IDENTITY).rule_id,
            private={"hearing": hearing.pk},
        )
    try:
        ensure_logged(noted)
    except (CustodyError, LogError, OSError, DatabaseError) as error:
        log.exception("identity.not_logged", participant=row.pk)
        raise IdentityUnreadable from error
    sealed = opened([row.pk])[row.pk]
    account = User.objects.filter(pk=sealed["user_id"]).first() if sealed["user_id"] else None
    return Identity(
        name=sealed["name"],
        external_source=sealed["external_source"],
        external_id=sealed["external_id"],
        account=account.username if account is not None else "",
    )
