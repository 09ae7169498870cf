"""The portal refuses to start where recordings would be lost or read on their way."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from courtrec.safety import require_secure_settings


@pytest.fixture(autouse=True)
def _served(settings: Settings) -> None:
    settings.INSECURE_HTTP = False
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["records.court.example"]
    settings.S3_BUCKET = "records"


@pytest.mark.parametrize(
    ("storage", "endpoint"),
    [
        ("local", ""),
        ("local", "http://elsewhere.example"),  # not used
        ("s3", ""),  # the client's own: https
        ("s3", "https://s3.court.example"),
        ("s3", "http://127.0.0.1:8333"),
        ("s3", "http://[::1]:8333"),
        ("s3", "http://localhost:8333"),
    ],
)
def test_start_with_a_safe_storage_is_allowed(settings: Settings, storage: str, endpoint: str) -> None:
    settings.STORAGE, settings.S3_ENDPOINT = storage, endpoint
    require_secure_settings()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"STORAGE": "s3", "S3_ENDPOINT": "http://s3.court.example"}, "plain http"),
        ({"STORAGE": "s3", "S3_ENDPOINT": "http://127.0.0.1.court.example"}, "plain http"),
        ({"STORAGE": "s3", "S3_ENDPOINT": "http://localhost@s3.example"}, "plain http"),
        ({"STORAGE": "s3", "S3_BUCKET": ""}, "S3_BUCKET"),
        ({"STORAGE": "s3", "S3_LOCK_MODE": "none"}, "S3_LOCK_MODE"),
        ({"STORAGE": "memory"}, "loses every recording"),
        ({"IDENTITY_KEYS": ""}, "IDENTITY_KEYS .* is missing"),
        ({"IDENTITY_KEYS": "first"}, "key 1 needs an id"),
        ({"IDENTITY_KEYS": "first:!"}, "key 1 is no base64"),
        ({"STORAGE": "S3"}, "must be local or s3"),
    ],
)
def test_start_with_an_unsafe_storage_is_refused(
    settings: Settings, given: dict[str, str], words: str
) -> None:
    for name, value in given.items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        require_secure_settings()


def test_memory_is_allowed_for_development_only(settings: Settings) -> None:
    settings.STORAGE, settings.DEBUG = "memory", True
    require_secure_settings()
