from custody.models.log import AuditLog, LogEntry
from custody.models.original import FixityFault, Original
from custody.models.outbox import OutboxRow, PersonKey, PrivatePart

__all__ = ["AuditLog", "FixityFault", "LogEntry", "Original", "OutboxRow", "PersonKey", "PrivatePart"]
