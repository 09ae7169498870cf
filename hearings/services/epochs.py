"""What a hearing's change means for those who are watching it."""

from django.db.models import F

from accounts.services.epochs import hearing_key, raise_epochs
from hearings.models import Hearing


def raise_hearing(hearing_id: str) -> None:
    """Make every gate process look again at this hearing."""
    raise_epochs(hearing_key(hearing_id))


def kill_media_addresses(hearing_id: str) -> None:
    """Let all present media addresses of the hearing die: they belong to an older generation from now on."""
    Hearing.objects.filter(pk=hearing_id).update(media_generation=F("media_generation") + 1)
    raise_hearing(hearing_id)
