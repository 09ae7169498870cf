"""The row of an entry in the table."""

from django.urls import reverse

from protocol.models import Entry
from protocol.services.reading import place
from protocol.web.rows import entry_row
from tests.cast import Cast


def test_row_of_an_entry_has_the_address_of_its_form(heard: Cast) -> None:
    entries = Entry.objects.filter(hearing=heard.hearing)
    rows = [entry_row(place(entry)) for entry in entries]
    assert len(rows) > 1
    assert [row["edit_url"] for row in rows] == [
        reverse("protocol:entry-edit", args=[entry.pk]) for entry in entries
    ]
