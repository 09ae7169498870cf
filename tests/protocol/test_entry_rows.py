"""The row of an entry in the table."""

from django.urls import reverse

from hearings.doors import get_hearing_for
from hearings.policy import Action
from protocol.models import Entry
from protocol.policies.readable import placed
from protocol.web.rows import entry_row
from tests.cast import Cast


def test_row_of_an_entry_has_the_address_of_its_form(heard: Cast) -> None:
    entries = Entry.objects.filter(hearing=heard.hearing)
    admitted = get_hearing_for(heard.caller("clerk"), heard.hearing.pk, Action.CARD)
    rows = [entry_row(placed(entry, admitted)) for entry in entries]
    assert len(rows) > 1
    assert [row["edit_url"] for row in rows] == [
        reverse("protocol:entry-edit", args=[entry.pk]) for entry in entries
    ]
