from protocol.models.decision import LineDecision
from protocol.models.entry import Entry, EntryKind, EntryRevision, EntryState
from protocol.models.imports import EntryImport

__all__ = ["Entry", "EntryImport", "EntryKind", "EntryRevision", "EntryState", "LineDecision"]
