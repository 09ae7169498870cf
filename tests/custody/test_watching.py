"""What is wrong with the logs is told on the desk of administrators and by /readyz; keys are named."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from custody.log.checkpoint import Checkpoint
from custody.models import OutboxRow
from custody.services.key_rows import announce_keys
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.signing_keys import published_keys
from custody.services.watching import LATE, REFUSED, UNSIGNED, log_alarms
from foundation.clock import utc_now
from tests.cast import Cast
from tests.custody.logs import COURT, head, published, say, write_rows

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def kinds() -> list[tuple[str, str]]:
    return [(alarm.kind, alarm.court) for alarm in log_alarms()]


def late(settings: Settings) -> time_machine.travel:
    return time_machine.travel(utc_now() + timedelta(seconds=settings.AUDIT_LATE_S + 1), tick=False)


def test_row_that_waits_too_long_is_an_alarm(settings: Settings) -> None:
    write_rows(1)
    assert kinds() == []
    with late(settings):
        assert kinds() == [(LATE, COURT)]
        sequence_due()
        assert kinds() == [(UNSIGNED, COURT)]
        sign_due()
        assert kinds() == []


def test_growth_that_is_not_signed_is_an_alarm(settings: Settings) -> None:
    write_rows(2)
    sequence_due()
    sign_due()
    write_rows(1)
    sequence_due()
    assert kinds() == []
    with late(settings):
        assert kinds() == [(UNSIGNED, COURT)]


def test_refused_log_is_an_alarm_of_its_own_kind(settings: Settings) -> None:
    write_rows(2)
    sequence_due()
    sign_due()
    say(Checkpoint(head().origin, 2, bytes(32)))
    sign_due()
    (alarm,) = log_alarms()
    assert (alarm.kind, alarm.court, alarm.why) == (
        REFUSED,
        COURT,
        "the tiles do not lead to the root that the sequencer names",
    )
    assert alarm.since is not None
    (published().root / "refused").write_text("torn")
    assert kinds() == [(REFUSED, COURT)]


@pytest.mark.parametrize(("username", "sees"), [("admin", 2), ("courtadmin", 1), ("judge", 0)])
def test_administrators_see_the_logs_of_their_courts(
    username: str, sees: int, cast: Cast, signed_in: SignIn, settings: Settings
) -> None:
    city = cast.courts["city"].pk
    sequence_due()  # the cast's own acts
    sign_due()
    page = signed_in(username).get("/", headers={"accept-language": "en"}).content.decode()
    assert ("self-signed only" in page) == bool(sees)
    for court in (city, "elsewhere"):
        write_rows(1, court=court)
    sequence_due()
    with late(settings):
        page = signed_in(username).get("/", headers={"accept-language": "en"}).content.decode()
    assert page.count("The audit log is not being signed") == sees
    assert f"being signed: the portal, {utc_now().year}" not in page or username == "admin"


def test_readiness_says_when_a_log_is_not_as_it_should_be(client: Client, settings: Settings) -> None:
    write_rows(1)
    sequence_due()
    sign_due()
    assert client.get("/readyz").json()["log"] == {"ok": True, "detail": "1"}
    write_rows(1)
    with late(settings):
        assert client.get("/readyz").json()["log"] == {"ok": False, "detail": "LookupError"}


def test_each_key_is_a_leaf_of_each_log(settings: Settings) -> None:
    assert announce_keys() == 0
    write_rows(1)
    write_rows(1, court="other")
    sequence_due()
    sign_due()
    assert (announce_keys(), announce_keys()) == (2, 0)
    call_command("rotate_signing_key", stdout=StringIO())
    assert (announce_keys(), announce_keys()) == (2, 0)
    rows = OutboxRow.objects.filter(action="log.key", court="other").order_by("seq")
    assert len({row.object_sha256 for row in rows}) == len(rows) == len(published_keys()) == 2


def test_signer_of_its_own_signs_until_it_is_told_to_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(1)
    sequence_due()
    looks: list[str] = []

    class Ended:
        def is_set(self) -> bool:
            return len(looks) == 3

        def set(self) -> None: ...

        def wait(self, _seconds: float) -> None: ...

    def look() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise OSError
        sign_due()

    monkeypatch.setattr("custody.management.commands.run_signer.sign_due", look)
    monkeypatch.setattr("custody.management.commands.run_signer.threading.Event", Ended)
    monkeypatch.setattr("custody.management.commands.run_signer.signal.signal", lambda *_arguments: None)
    call_command("run_signer")
    assert published().size() == 1
    assert Path(settings.AUDIT_SIGNER_DIR, "1.key").exists()
