"""The door to an upload: only its creator, and only while the creator may still upload there."""

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import get_hearing_for, require_at_courtroom
from hearings.policy import Action, CourtAction
from media_pipeline.models import Upload


def get_upload_for(caller: Caller, upload_id: str) -> Upload:
    """Return the caller's own upload; for everybody else it is not there."""
    if not caller.known:
        raise SignInRequired
    rows = Upload.objects.select_related("hearing__court", "courtroom__court", "recording")
    upload = rows.filter(pk=upload_id, creator=caller.id).first() if is_id(upload_id) else None
    if upload is None:
        raise NotFound
    return upload


def require_still_allowed(caller: Caller, upload: Upload) -> None:
    """Raise when the creator's office, assignment or scope has ended since the upload began."""
    if upload.hearing_id is not None:
        get_hearing_for(caller, upload.hearing_id, Action.UPLOAD)
    elif upload.courtroom_id is not None:
        require_at_courtroom(caller, upload.courtroom_id, CourtAction.DEPOSIT)
