from custody.models.original import FixityFault, Original
from custody.models.outbox import OutboxRow

__all__ = ["FixityFault", "Original", "OutboxRow"]
