"""verify_custody says that it could not look, and not that something is wrong, when the bucket is silent."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from custody.services.originals import take_in
from custody.store.bucket import Bucket
from tests.bucket import Server, free_ports, use
from tests.custody.test_originals import SOMEBODY, received


@pytest.mark.django_db
def test_verify_of_a_silent_bucket_is_no_verdict(
    in_bucket: Bucket, settings: Settings, tmp_path: Path
) -> None:
    take_in(received(tmp_path, b"the bytes"), actor=SOMEBODY, court="court")
    silent = Server(f"http://127.0.0.1:{free_ports(1)[0]}", None)  # type: ignore[arg-type]
    use(settings, silent, prefix=in_bucket.config.prefix, connect_s=0.5)
    with pytest.raises(CommandError, match="does not answer") as raised:
        call_command("verify_custody")
    assert raised.value.returncode == 2
