"""The row of an entry in the table."""

from datetime import UTC, datetime

import pytest
from django.template import Context
from django.urls import reverse
from django.utils.translation import override

from hearings.doors import get_hearing_for
from hearings.policy import Action
from protocol.models import Entry
from protocol.policies.readable import placed
from protocol.templatetags.entries import entry_row as entry_row_tag
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


TYPED = "<b>&\"'\r\nsecond"
SHOWN = "&lt;b&gt;&amp;&quot;&#x27;"


@pytest.mark.parametrize("writes", [True, False])
def test_row_escapes_what_was_typed_and_keeps_its_lines(writes: bool) -> None:
    entry = {
        "id": "a" * 26,
        "edit_url": "/entries/a/edit/",
        "offset_ms": 61_500,
        "end_offset_ms": 1_062_000,
        "started_at": datetime(2026, 3, 2, 5, 1, 1, 500_000, tzinfo=UTC),
        "speaker": TYPED,
        "kind_label": TYPED,
        "language": TYPED,
        "text": TYPED,
    }
    context = Context({"can": {"write_entries": writes}, "court_tz": "Asia/Almaty"})
    with override("ru"):
        row = entry_row_tag(context, entry)
    assert row.count(SHOWN) == 4
    assert "<b>" not in row
    assert f"{SHOWN}<br>second</td>" in row
    # Numbers in attributes are for scripts: no language groups them.
    assert 'data-offset-ms="61500" data-end-ms="1062000"' in row
    assert '<time datetime="2026-03-02T05:01:01.500+00:00">10:01:01</time>' in row
    assert ("Изменить" in row) is writes
    assert row.count("<td") == row.count("</td>") == 3 + writes
