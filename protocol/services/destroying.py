"""Destroying the protocol of a hearing under an act: entries, every version of them, and what imports answered."""

from hearings.models import DestructionItem
from hearings.services.destroying import Removed
from hearings.services.envelopes import lay
from protocol.models import Entry, EntryImport, EntryRevision, LineDecision


def destroy_entries(item: DestructionItem) -> Removed:
    """Remove the texts of a hearing, and what is searched in; a single recording has none."""
    if item.recording:
        return Removed()
    of_hearing = EntryRevision.objects.filter(entry__hearing=item.hearing)
    # What was taken out of them is sealed beside them; the words that were chosen for ranges beside the hearing.
    lay({owner: {} for owner in (*of_hearing.values_list("pk", flat=True), item.hearing.pk)})
    LineDecision.objects.filter(entry__hearing=item.hearing).delete()
    versions, _by_model = of_hearing.delete()
    entries, _by_model = Entry.objects.filter(hearing=item.hearing).delete()
    EntryImport.objects.filter(hearing=item.hearing).delete()
    return Removed({"entries": entries, "versions": versions})
