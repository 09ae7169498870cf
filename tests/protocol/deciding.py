"""A protected part with lines that tell who somebody is, and a sworn clerk who decides on them: for tests of that."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from foundation.clock import plus_ms, rfc3339
from hearings.models import Assignment, Disguise, Hearing, Participant
from tests.cast import HEARD_AT, Cast, mark
from tests.hearings.test_restrictions import order
from tests.protecting import protect
from tests.protocol.test_covering import write

SignIn = Callable[[str], Client]
LENGTH_MS = 600_000
STREET, SISTER = "улице Абая, дом 15", "моя сестра Айгуль"
TELLS = f"Живу на {STREET}, там была {SISTER}."
ELSEWHERE = "Нож нашли на улице  абая дом 15."
HARMLESS = "Больше ничего не знаю."


def disguise(hearing: Hearing, start_ms: int = 0, end_ms: int = 140_000) -> Disguise:
    """What was made of a part, and waits for a person's ear."""
    return Disguise.objects.create(
        hearing=hearing,
        started_at=plus_ms(HEARD_AT, start_ms),
        ended_at=plus_ms(HEARD_AT, end_ms),
        voice="strong",
        face="covered",
        state="to_hear",
    )


def examined(heard: Cast, signed_in: SignIn) -> Disguise:
    """The examination of a protected witness: two lines in it, of which one tells, and a third one elsewhere."""
    mark(heard, length_ms=LENGTH_MS)
    Assignment.objects.filter(hearing=heard.hearing, role="clerk").update(sworn=True)
    witness = Participant.objects.get(pk=heard.parts["witness"].pk)
    clerk, where = signed_in("clerk"), heard.hearing
    write(clerk, where, TELLS, participant=witness.pk, offset_ms=100_000, end_offset_ms=104_000)
    write(clerk, where, HARMLESS, participant=witness.pk, offset_ms=105_000, end_offset_ms=110_000)
    write(clerk, where, ELSEWHERE)
    protect(signed_in("judge"), where, witness)
    return disguise(where)


def ranged(heard: Cast, signed_in: SignIn) -> Disguise:
    """A protected range on nobody in particular, with a line that tells."""
    mark(heard, length_ms=LENGTH_MS)
    Assignment.objects.filter(hearing=heard.hearing, role="clerk").update(sworn=True)
    clerk, where = signed_in("clerk"), heard.hearing
    write(clerk, where, TELLS, speaker="Лугина", offset_ms=100_000, end_offset_ms=104_000)
    write(clerk, where, ELSEWHERE)
    start, end = plus_ms(HEARD_AT, 90_000), plus_ms(HEARD_AT, 120_000)
    order(signed_in("judge"), where, "protected", started_at=rfc3339(start), ended_at=rfc3339(end))
    return disguise(where, 90_000, 120_000)


def lines_of(client: Client, row: Disguise) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/disguises/{row.pk}/lines/")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def line(client: Client, row: Disguise, start: str) -> dict[str, Any]:
    """Return the line that begins like this."""
    (found,) = [each for each in lines_of(client, row) if each["text"].startswith(start)]
    return found


def decide(client: Client, row: Disguise, line: dict[str, Any], *cover: str) -> Any:
    shown = [each["text"] for each in line.get("words", ()) if each["covered"]]
    body = {"revision": line["revision"], "cover": list(cover), "shown": shown}
    where = f"/api/v1/disguises/{row.pk}/lines/{line['entry']}/"
    return client.post(where, body, content_type="application/json")


def release(client: Client, row: Disguise) -> Any:
    row.refresh_from_db()
    where = f"/api/v1/disguises/{row.pk}/release/"
    lines = client.get(f"/api/v1/disguises/{row.pk}/lines/").json()["digest"]
    return client.post(where, {"version": row.version, "lines": lines}, content_type="application/json")
