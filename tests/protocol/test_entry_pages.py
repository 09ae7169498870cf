"""Writing entries in the page: what somebody else has saved meanwhile is never undone or withdrawn unseen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from protocol.models import Entry, EntryState
from protocol.policies.rows import Row, read_row
from protocol.services.entries import change_entry
from tests.cast import RULE, Cast, write_log

SignIn = Callable[[str], Client]


def _row(entry: Entry, text: str) -> Row:
    started_at = entry.started_at
    return replace(read_row({"started_at": started_at, "text": text}, started_at), speaker=entry.speaker)


@pytest.mark.parametrize("act", ["undo", "withdraw"])
def test_act_on_an_entry_that_somebody_changed_meanwhile_does_nothing(
    cast: Cast, signed_in: SignIn, act: str
) -> None:
    clerk, entry = signed_in("clerk"), write_log(cast)[0]
    change_entry(entry, _row(entry, "Mine"), None, cast.caller("clerk"), RULE)
    change_entry(entry, _row(entry, "The judge's"), None, cast.caller("judge"), RULE)
    answer = clerk.post(f"/entries/{entry.pk}/{act}/?revision=2", headers={"HX-Request": "true"})
    entry.refresh_from_db()
    assert (answer.status_code, entry.text, entry.state) == (200, "The judge's", EntryState.DRAFT)
    assert "Somebody else has changed this entry" in answer.content.decode()


def test_undo_offered_after_a_change_names_the_revision_it_undoes(cast: Cast, signed_in: SignIn) -> None:
    clerk, entry = signed_in("clerk"), write_log(cast)[0]
    form = {"started_at": "10:00:00", "kind": "statement", "text": "Changed", "revision": "1"}
    answer = clerk.post(f"/entries/{entry.pk}/edit/", form, headers={"HX-Request": "true"})
    undo_url = f"/entries/{entry.pk}/undo/?revision=2"
    assert undo_url in answer.content.decode()
    assert clerk.post(undo_url, headers={"HX-Request": "true"}).status_code == 200
    entry.refresh_from_db()
    assert entry.text != "Changed"
