"""What a log says of protected people: nothing by name, in no list, and nothing opens again by an edit."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from pytest_django.fixtures import Settings

from foundation.clock import plus_ms, rfc3339, utc_now
from hearings.models import Case, Envelope, Hearing, Participant, ProtectedSpan, Restriction
from hearings.services.cases import change_case
from protocol.models import Entry, EntryRevision
from tests.cast import HEARD_AT, RULE, Cast, mark
from tests.hearings.test_restrictions import order
from tests.protecting import lift, protect, pseudonymous

SignIn = Callable[[str], Client]
NAME, LENGTH_MS = "Хейл", 600_000
SAID = "Потом Хейла видела соседка."


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def witness(heard: Cast) -> Participant:
    """The witness of a session of ten minutes."""
    mark(heard, length_ms=LENGTH_MS)
    return Participant.objects.get(pk=heard.parts["witness"].pk)


def write(client: Client, hearing: Hearing, text: str = SAID, **fields: Any) -> Any:
    body = {"offset_ms": 300_000, "end_offset_ms": 303_000, "speaker": "clerk", "text": text} | fields
    answer = client.post(f"/api/v1/hearings/{hearing.pk}/entries/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def change(client: Client, entry: dict[str, Any], **fields: Any) -> Any:
    answer = client.patch(f"/api/v1/entries/{entry['id']}/", fields, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def log(client: Client, hearing: Hearing) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(f"/api/v1/hearings/{hearing.pk}/entries/").json()["results"]
    return rows


def withheld(client: Client, hearing: Hearing) -> list[tuple[int, int]]:
    rows = client.get(f"/api/v1/hearings/{hearing.pk}/timeline/").json()["restrictions"]
    return [(row["start_ms"], row["end_ms"]) for row in rows if not row["plays"]]


def stored(*models: type[Model]) -> str:
    """All that the tables of these models hold, as text."""
    rows = [list(model._default_manager.values()) for model in models]
    return json.dumps(rows, default=str, ensure_ascii=False)


def settled() -> None:
    """Let what was written be no longer fresh."""
    ProtectedSpan.objects.update(created_at=utc_now() - timedelta(hours=1))


def test_examination_is_withheld_from_first_to_last_turn_and_half_a_minute_more(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    write(
        signed_in("clerk"),
        heard.hearing,
        "Да.",
        participant=witness.pk,
        offset_ms=100_000,
        end_offset_ms=110_000,
    )
    protect(signed_in("judge"), heard.hearing, witness)
    assert withheld(signed_in("party"), heard.hearing) == [(0, 140_000)]


def test_moments_at_which_the_name_is_said_are_withheld(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    made = write(signed_in("clerk"), heard.hearing)
    assert SAID in [row["text"] for row in log(signed_in("party"), heard.hearing)]
    protect(signed_in("judge"), heard.hearing, witness)
    party = signed_in("party")
    assert withheld(party, heard.hearing)[-1] == (298_000, 305_000)
    assert made["id"] not in [row["id"] for row in log(party, heard.hearing)]
    assert party.get(f"/api/v1/entries/{made['id']}/").status_code == 404
    (mine,) = [row for row in log(signed_in("clerk"), heard.hearing) if row["id"] == made["id"]]
    assert (mine["text"], mine["speaker"]) == ("Потом […] видела соседка.", "clerk")


def test_names_are_in_no_table_and_on_no_page(heard: Cast, witness: Participant, signed_in: SignIn) -> None:
    clerk, judge = signed_in("clerk"), signed_in("judge")
    entry = write(clerk, heard.hearing, "Хейл Т. вошёл.")
    change(clerk, entry, text="Вошёл Т. Хейл и сел.", speaker="хейл")
    change_case(heard.case, heard.caller("registry"), RULE, title="Кража у Хейла")
    protect(clerk, heard.hearing, witness, ground="Хейлу угрожали", ordered_by="по просьбе Хейл")
    tables = (Entry, EntryRevision, Participant, Restriction, Case, Envelope)
    assert NAME.lower() not in stored(*tables).lower()
    where, seen = f"/api/v1/hearings/{heard.hearing.pk}", f"/hearings/{heard.hearing.pk}"
    pages = (
        f"{where}/", f"{where}/entries/", f"{where}/participants/", f"{where}/timeline/", f"{seen}/", "/hearings/",
        f"/cases/{heard.case.pk}/", f"/api/v1/cases/{heard.case.pk}/", "/cases/", "/api/v1/cases/",
        f"/api/v1/entries/{entry['id']}/revisions/", f"/entries/{entry['id']}/edit/", f"{seen}/entries/new/",
        f"{seen}/restrictions/", f"{seen}/restrictions/new/", f"/api/v1/restrictions/?hearing={heard.hearing.pk}",
        f"/cases/{heard.case.pk}/mandates/new/", "/",
    )  # fmt: skip
    for name in ("judge", "clerk", "registry", "party", "prosecutor", "assistant", "chair"):
        for page in pages:
            assert NAME.lower() not in signed_in(name).get(page).content.decode().lower(), (name, page)
    assert "Witness" in judge.get(f"{seen}/").content.decode()


@pytest.mark.parametrize("name", ["judge", "clerk", "party"])
def test_search_finds_no_name_and_no_place_of_one(
    name: str, heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    write(signed_in("clerk"), heard.hearing)
    protect(signed_in("judge"), heard.hearing, witness)
    client = signed_in(name)
    for word in ("Хейла", "хейл", "witness"):
        absent = client.get("/api/v1/search/", {"q": "Ничтожество"}).json()["results"]
        assert client.get("/api/v1/search/", {"q": word}).json()["results"] == absent == []
        assert "1/101" not in client.get("/search/", {"q": word}).content.decode()
    hits = client.get("/api/v1/search/", {"q": "соседка"}).json()["results"]
    assert len(hits) == (0 if name == "party" else 1)
    assert NAME not in json.dumps(hits, ensure_ascii=False)


def test_turns_of_a_protected_person_carry_the_pseudonym_and_the_others_their_names(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, witness)
    person = pseudonymous()
    rows = log(signed_in("clerk"), heard.hearing)
    label = f"Witness {person.pseudonym}"
    assert [row["speaker"] for row in rows] == ["clerk", label, "lawyer", label]
    assert {row["participant"] for row in rows if row["speaker"] == label} == {person.pk}
    (entry, *_rest) = [row for row in rows if row["speaker"] == label]
    page = signed_in("clerk").get(f"/entries/{entry['id']}/edit/").content.decode()
    assert f'value="{label}"' in page
    read = signed_in("clerk").get(f"/api/v1/entries/{entry['id']}/revisions/").json()
    assert "witness" not in json.dumps(read).replace("Witness", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"speaker": "Хейл Т."},
        {"speaker": "ХЕЙЛ Т.", "text": "Нет."},
        {"participant": "P-17", "speaker": "X"},
        {"participant": "new"},
        {"participant": "new", "speaker": "label"},
    ],
)
def test_later_turns_of_the_person_are_protected_however_they_are_written(
    fields: dict[str, Any], heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    Participant.objects.filter(pk=witness.pk).update(external_source="registry", external_id="P-17")
    protect(signed_in("judge"), heard.hearing, witness)
    person = pseudonymous()
    words = {"new": person.pk, "label": str(person)}
    body = {name: words.get(value, value) for name, value in fields.items()}
    made = write(signed_in("clerk"), heard.hearing, **{"text": "Да."} | body)
    assert (made["participant"], made["speaker"]) == (person.pk, str(person))
    assert withheld(signed_in("party"), heard.hearing) == [(0, 333_000)]
    assert NAME.lower() not in stored(Entry, EntryRevision).lower()


def test_form_of_an_entry_takes_the_pseudonym_for_the_person(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, witness)
    person, clerk = pseudonymous(), signed_in("clerk")
    assert f'value="{person}"' in clerk.get(f"/hearings/{heard.hearing.pk}/entries/new/").content.decode()
    fields = {
        "started_at": "10:05:00",
        "speaker": str(person),
        "kind": "statement",
        "text": "Да, Хейл это я.",
    }
    clerk.post(f"/hearings/{heard.hearing.pk}/entries/new/", fields)
    entry = Entry.objects.latest("created_at")
    assert (entry.speaker, entry.participant, entry.text) == ("", person, "Да, […] это я.")
    fields |= {"text": "Да, […] это я, конечно.", "revision": "1"}
    clerk.post(f"/entries/{entry.pk}/edit/", fields)
    entry.refresh_from_db()
    assert (entry.speaker, entry.participant, entry.revision) == ("", person, 2)


def test_import_sent_again_changes_nothing(heard: Cast, witness: Participant, signed_in: SignIn) -> None:
    rows = [
        {
            "external_id": "a",
            "offset_ms": 200_000,
            "end_offset_ms": 201_000,
            "speaker": "Хейл Т.",
            "text": "Я.",
        },
        {
            "external_id": "b",
            "offset_ms": 300_000,
            "end_offset_ms": 301_000,
            "speaker": "судья",
            "text": SAID,
        },
    ]
    where = f"/api/v1/hearings/{heard.hearing.pk}/entries/"
    clerk = signed_in("clerk")

    def sent() -> dict[str, Any]:
        answer = clerk.post(where, {"entries": rows}, content_type="application/json")
        return {name: answer.json()[name] for name in ("imported", "changed", "unchanged")}

    assert sent() == {"imported": 2, "changed": 0, "unchanged": 0}
    made = protect(signed_in("judge"), heard.hearing, witness)
    assert sent() == {"imported": 0, "changed": 0, "unchanged": 2}
    assert NAME.lower() not in stored(Entry, EntryRevision).lower()
    lift(heard, signed_in, made)
    # Who spoke was known by the name alone; the import itself names no participant.
    assert sent() == {"imported": 0, "changed": 1, "unchanged": 1}
    assert Entry.objects.filter(text=SAID).exists()


@pytest.mark.parametrize("how", ["another speaker", "another text", "another time", "withdrawn"])
def test_edit_of_the_protocol_opens_nothing_again(
    how: str, heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    turn = write(
        clerk, heard.hearing, "Да.", participant=witness.pk, offset_ms=100_000, end_offset_ms=110_000
    )
    named = write(clerk, heard.hearing)
    protect(signed_in("judge"), heard.hearing, witness)
    settled()
    before = withheld(signed_in("party"), heard.hearing)
    assert before == [(0, 140_000), (298_000, 305_000)]
    for entry in (turn, named):
        if how == "another speaker":
            change(clerk, entry, speaker="lawyer", participant=heard.parts["lawyer"].pk)
        if how == "another text":
            change(clerk, entry, text="Ничего.")
        if how == "another time":
            change(clerk, entry, ended_at=rfc3339(plus_ms(HEARD_AT, entry["offset_ms"] + 1)))
        if how == "withdrawn":
            assert clerk.delete(f"/api/v1/entries/{entry['id']}/").status_code == 204
    assert withheld(signed_in("party"), heard.hearing) == before


def test_slip_can_be_put_right_at_once(heard: Cast, witness: Participant, signed_in: SignIn) -> None:
    protect(signed_in("judge"), heard.hearing, witness)
    settled()
    before = withheld(signed_in("party"), heard.hearing)
    made = write(signed_in("clerk"), heard.hearing, "Да.", participant=pseudonymous().pk)
    assert withheld(signed_in("party"), heard.hearing) != before
    change(signed_in("clerk"), made, participant=heard.parts["lawyer"].pk, speaker="lawyer")
    assert withheld(signed_in("party"), heard.hearing) == before


def test_moment_without_an_end_lasts_until_the_next_entry(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    protect(signed_in("judge"), heard.hearing, witness)
    write(signed_in("clerk"), heard.hearing, end_offset_ms=None)
    assert withheld(signed_in("party"), heard.hearing)[-1] == (298_000, LENGTH_MS)
    write(signed_in("clerk"), heard.hearing, "Ничего.", offset_ms=350_000, end_offset_ms=351_000)
    assert withheld(signed_in("party"), heard.hearing)[-1] == (298_000, 352_000)


def test_lift_brings_back_what_was_said(heard: Cast, witness: Participant, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    entry = write(clerk, heard.hearing)
    before = [(row["id"], row["text"]) for row in log(clerk, heard.hearing)]
    speakers = [row["speaker"] for row in log(clerk, heard.hearing)]
    change_case(heard.case, heard.caller("registry"), RULE, title="Кража у Хейла")
    made = protect(signed_in("judge"), heard.hearing, witness)
    change(clerk, entry, speaker="секретарь")  # the text stays as it is shown, and is not lost by that
    later = write(clerk, heard.hearing, "Хейл ушёл.", offset_ms=400_000, end_offset_ms=401_000)
    lift(heard, signed_in, made)
    rows = log(clerk, heard.hearing)
    assert [(row["id"], row["text"]) for row in rows] == [*before, (later["id"], "Хейл ушёл.")]
    assert [row["speaker"] for row in rows] == [*speakers[:-1], "секретарь", "clerk"]
    assert Case.objects.get(pk=heard.case.pk).title == "Кража у Хейла"
    assert clerk.get("/api/v1/search/", {"q": "Хейла"}).json()["results"]
    assert {row.fields["text"] for row in EntryRevision.objects.filter(entry=entry["id"])} == {SAID}
    assert not Envelope.objects.exists()
    assert not ProtectedSpan.objects.exists()
    assert withheld(signed_in("party"), heard.hearing) == []


def test_undo_of_a_change_keeps_the_name_away_and_brings_it_back_with_the_lift(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    entry = write(clerk, heard.hearing)
    made = protect(signed_in("judge"), heard.hearing, witness)
    change(clerk, entry, text="Ничего.")
    undone = clerk.post(f"/api/v1/entries/{entry['id']}/undo/").json()
    assert undone["text"] == "Потом […] видела соседка."
    lift(heard, signed_in, made)
    assert Entry.objects.get(pk=entry["id"]).text == SAID


def test_lift_for_one_person_keeps_the_other_covered(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    victim, clerk = Participant.objects.get(pk=heard.parts["victim"].pk), signed_in("clerk")
    entry = write(clerk, heard.hearing, "Хейл и Лугина ушли.")
    made = protect(signed_in("judge"), heard.hearing, witness)
    protect(signed_in("judge"), heard.hearing, victim)
    assert Entry.objects.get(pk=entry["id"]).text == "[…] и […] ушли."
    lift(heard, signed_in, made)
    assert Entry.objects.get(pk=entry["id"]).text == "Хейл и […] ушли."
    assert "Лугина" not in stored(Entry, EntryRevision, Participant)


def test_names_of_others_stay_where_only_a_person_is_protected(
    heard: Cast, witness: Participant, signed_in: SignIn
) -> None:
    write(signed_in("clerk"), heard.hearing, "Лугина спрашивает.", offset_ms=8_000, end_offset_ms=9_000)
    protect(signed_in("judge"), heard.hearing, witness)
    assert "Лугина спрашивает." in [row["text"] for row in log(signed_in("clerk"), heard.hearing)]
    order(signed_in("judge"), heard.hearing, "protected")  # of a range: nobody is named in it
    assert "[…] спрашивает." in [row["text"] for row in log(signed_in("clerk"), heard.hearing)]
