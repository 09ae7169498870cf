"""Publishing the log: from then on, those with class t read it."""

from django.db import transaction

from accounts.policies.caller import Caller
from hearings.models import Hearing
from hearings.services.hearings import publish_log
from protocol.models import Entry, EntryState


@transaction.atomic
def publish(hearing: Hearing, caller: Caller, rule: str) -> None:
    """Publish the log and its entries; doing it twice changes nothing."""
    publish_log(hearing, caller, rule)
    Entry.objects.filter(hearing=hearing, state=EntryState.DRAFT).update(state=EntryState.PUBLISHED)
