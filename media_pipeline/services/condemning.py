"""What an approved act of destruction ends at once among recordings, before their bytes go."""

from accounts.policies.caller import Caller
from hearings.models import DestructionItem
from media_pipeline.models import Recording
from media_pipeline.services.ranges import end_ranges


def condemn(item: DestructionItem, caller: Caller, rule: str) -> None:
    """Take a single recording out of its hearing; a whole hearing is refused to everybody as it is."""
    recording = Recording.objects.filter(pk=item.recording).first() if item.recording else None
    if recording is not None:
        end_ranges(recording, item.hearing, caller, rule, f"act {item.act.number}")
