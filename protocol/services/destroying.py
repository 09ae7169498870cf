"""Destroying the protocol of a hearing under an act: entries, every version of them, and what imports answered."""

from hearings.models import DestructionItem
from hearings.services.destroying import Removed
from protocol.models import Entry, EntryImport, EntryRevision


def destroy_entries(item: DestructionItem) -> Removed:
    """Remove the texts of a hearing, and what is searched in; a single recording has none."""
    if item.recording:
        return Removed()
    versions, _by_model = EntryRevision.objects.filter(entry__hearing=item.hearing).delete()
    entries, _by_model = Entry.objects.filter(hearing=item.hearing).delete()
    EntryImport.objects.filter(hearing=item.hearing).delete()
    return Removed({"entries": entries, "versions": versions})
