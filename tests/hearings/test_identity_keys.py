"""The keys of identities: changed without losing anything, and never needed again afterwards."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from foundation.envelopes import new_key, parse_keys
from hearings.models import Envelope, Participant
from tests.cast import Cast
from tests.protecting import identity_of, lift, protect, pseudonymous, stepped_up

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def _printed(name: str, **options: str) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue().strip()


def test_made_key_is_one() -> None:
    assert list(parse_keys(_printed("make_identity_key", id="autumn")).keys) == ["autumn"]
    assert _printed("make_identity_key") != _printed("make_identity_key")


@pytest.mark.parametrize("key_id", ["", "a,b", "a:b", "a" * 41])
def test_key_with_an_odd_id_is_refused(key_id: str) -> None:
    with pytest.raises(CommandError, match="--id"):
        call_command("make_identity_key", id=key_id)


def test_identities_are_resealed_and_the_old_key_is_not_needed_any_more(
    heard: Cast, signed_in: SignIn, settings: Settings
) -> None:
    old, new = settings.IDENTITY_KEYS, new_key("second")
    made = protect(signed_in("judge"), heard.hearing, heard.parts["witness"], ground="Хейл Т. is afraid")
    settings.IDENTITY_KEYS = f"{new},{old}"
    witness = signed_in("witness")
    where = f"/api/v1/hearings/{heard.hearing.pk}/"
    assert witness.get(where).status_code == 200  # found by the old key's word
    count = Envelope.objects.count()
    assert _printed("reseal_identities").startswith(f"Sealed again: {count}.")
    assert _printed("reseal_identities").startswith("Sealed again: 0.")
    settings.IDENTITY_KEYS = new
    assert witness.get(where).status_code == 200
    answer = stepped_up(signed_in("judge")).get(identity_of(heard.hearing, pseudonymous()))
    assert answer.json()["account"] == "witness"
    lift(heard, signed_in, made)
    assert Participant.objects.get(pk=made["participant"]).name == heard.people["witness"].display_name
    settings.IDENTITY_KEYS = old
    assert not Envelope.objects.exists()


def test_resealing_without_the_old_key_changes_nothing(
    heard: Cast, signed_in: SignIn, settings: Settings
) -> None:
    protect(signed_in("judge"), heard.hearing, heard.parts["witness"])
    before = sorted(Envelope.objects.values_list("owner", "key_id"))
    settings.IDENTITY_KEYS = new_key("second")
    with pytest.raises(CommandError, match="missing"):
        call_command("reseal_identities")
    assert sorted(Envelope.objects.values_list("owner", "key_id")) == before
