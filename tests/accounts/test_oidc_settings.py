"""The setting that names providers, and how national ids are read and hashed."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from accounts.policies.national_ids import read_national_id
from accounts.services.keyed import keyed_hash
from accounts.services.national_ids import digest_of
from courtrec.settings.oidc import _providers

IIN = "900101300123"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        "[[]]",
        '[{"id": "x"}]',
        '[{"id":"x","name":"x","server_url":"x","client_id":"x","claim":"x","?":1}]',
    ],
)
def test_setting_that_cannot_be_read_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        _providers(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("900101300123", "900101300123"),
        (" 900101-300 123 ", "900101300123"),
        ("ab 123-456", "AB123456"),
        ("12345", None),
        ("", None),
        ("٩٠٠١٠١٣٠٠١٢٣", None),
        ("900101300123; drop", None),
        ("\0" * 12, None),
    ],
)
def test_national_id_is_read_however_it_is_parted(typed: str, read: str | None) -> None:
    assert read_national_id(typed) == read


def test_hashes_of_other_purposes_and_keys_differ(settings: Settings) -> None:
    one = digest_of(IIN)
    assert one != keyed_hash("paper code", IIN)
    settings.IDENTITY_KEY = "another" * 10
    assert digest_of(IIN) != one
