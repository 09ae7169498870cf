"""Line by line: what tells who it is besides the name is covered everywhere, and nothing plays before it is decided."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count
from pytest_django.fixtures import Settings

from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import (
    Case,
    Disguise,
    Envelope,
    Hearing,
    Participant,
    ParticipantKind,
    ProtectedSpan,
)
from hearings.policies.restrictions import restrictions_on
from hearings.services.cases import add_participant, change_case, create_case
from hearings.services.hearings import create_hearing
from protocol.models import Entry, EntryRevision, LineDecision
from protocol.services.imports import import_entries
from tests.cast import HEARD_AT, RULE, Cast
from tests.hearings.test_restrictions import at, order
from tests.protecting import lift, protect, pseudonymous
from tests.protocol.deciding import (
    ELSEWHERE,
    HARMLESS,
    SISTER,
    STREET,
    TELLS,
    SignIn,
    decide,
    examined,
    line,
    lines_of,
    ranged,
    release,
)
from tests.protocol.test_covering import change, log, stored, withheld, write


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


@pytest.fixture
def row(heard: Cast, signed_in: SignIn) -> Disguise:
    return examined(heard, signed_in)


def texts(heard: Cast) -> list[str]:
    return list(Entry.objects.filter(hearing=heard.hearing).values_list("text", flat=True))


def test_lines_of_the_part_are_shown_with_what_may_tell_who_it_is(row: Disguise, signed_in: SignIn) -> None:
    told = line(signed_in("clerk"), row, "Живу")
    assert told["text"] == TELLS
    assert [(each["text"], each["kind"], each["covered"]) for each in told["words"]] == [
        (STREET, "address", False),
        (SISTER, "kin", False),
    ]
    assert (told["open"], told["decided_by"]) == (True, None)
    assert told["speaker"] == str(pseudonymous())
    assert not line(signed_in("clerk"), row, HARMLESS)["open"]
    assert ELSEWHERE not in [each["text"] for each in lines_of(signed_in("clerk"), row)]


def test_lines_say_no_name(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    write(signed_in("clerk"), heard.hearing, "Хейл, где вы живёте?", offset_ms=99_000, end_offset_ms=99_500)
    assert "Хейл" not in json.dumps(lines_of(signed_in("clerk"), row), ensure_ascii=False)
    assert line(signed_in("clerk"), row, "[…], где")


def test_release_is_refused_until_every_line_that_may_tell_is_decided(
    row: Disguise, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    refused = release(clerk, row)
    assert (refused.status_code, refused.json()["type"][-15:]) == (409, "lines-undecided")
    assert refused.json()["undecided"] == 1
    page = clerk.post(f"/disguises/{row.pk}/release/", {"version": str(row.version)}, follow=True)
    assert "Decide first on each line" in page.content.decode()
    assert Disguise.objects.get(pk=row.pk).state == "to_hear"
    assert decide(clerk, row, line(clerk, row, "Живу")).status_code == 200
    assert release(clerk, row).status_code == 200


def test_chosen_words_are_covered_wherever_they_stand(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk, party = signed_in("clerk"), signed_in("party")
    change_case(heard.case, heard.caller("registry"), RULE, title="Кража с улицы Абая, дом 15")
    assert party.get("/api/v1/search/", {"q": "абая"}).json()["results"]
    decided = decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER)
    assert decided.json()["text"] == TELLS
    assert {each["text"] for each in decided.json()["words"] if each["covered"]} == {STREET, SISTER}
    assert "Живу на […], там была […]." in texts(heard)
    assert "Нож нашли на […]." in texts(heard)
    assert Case.objects.get(pk=heard.case.pk).title == "Кража с […]"
    for word in ("абая", "Айгуль"):
        assert word.lower() not in stored(Entry, EntryRevision, Case, LineDecision, Envelope).lower()
        for name in ("party", "judge", "clerk", "chair"):
            client = signed_in(name)
            assert client.get("/api/v1/search/", {"q": word}).json()["results"] == []
            for page in (f"/hearings/{heard.hearing.pk}/", f"/api/v1/hearings/{heard.hearing.pk}/entries/"):
                assert word.lower() not in client.get(page).content.decode().lower()


def test_line_that_is_written_later_is_covered_too_and_its_moment_withheld(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    decide(clerk, row, line(clerk, row, "Живу"), STREET)
    before = withheld(signed_in("party"), heard.hearing)
    made = write(clerk, heard.hearing, f"Едем на {STREET}!", offset_ms=400_000, end_offset_ms=402_000)
    assert made["text"] == "Едем на […]!"
    assert withheld(signed_in("party"), heard.hearing) == [*before, (398_000, 404_000)]


def test_moments_at_which_the_words_are_said_are_silent_like_names(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    before = withheld(signed_in("party"), heard.hearing)
    decide(clerk, row, line(clerk, row, "Живу"), STREET)
    named = ProtectedSpan.objects.filter(named=True).order_by("started_at")
    assert [span.source for span in named] == [
        Entry.objects.get(text__startswith="Живу").pk,
        Entry.objects.get(text__startswith="Нож").pk,
    ]
    # The sister is said in the first line, too; that is inside of the part already.
    assert withheld(signed_in("party"), heard.hearing) == [*before, (298_000, 305_000)]


def test_uncovering_brings_back_words_and_sound(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    before = withheld(signed_in("party"), heard.hearing)
    decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER)
    ProtectedSpan.objects.update(created_at=utc_now() - timedelta(hours=1))
    assert decide(clerk, row, line(clerk, row, "Живу"), SISTER).status_code == 200
    assert f"Живу на {STREET}, там была […]." in texts(heard)
    assert ELSEWHERE in texts(heard)
    assert withheld(signed_in("party"), heard.hearing) == before
    assert signed_in("party").get("/api/v1/search/", {"q": "абая"}).json()["results"]
    assert not line(clerk, row, "Живу")["open"]


def test_uncovering_in_one_line_opens_the_others_that_say_it(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    write(clerk, heard.hearing, f"Да, на {STREET}.", offset_ms=106_000, end_offset_ms=107_000)
    assert release(clerk, row).json()["undecided"] == 2
    decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER)
    # What is covered already needs no second click.
    assert [each["open"] for each in lines_of(clerk, row) if STREET in each["text"]] == [False, False]
    decide(clerk, row, line(clerk, row, "Да, на"), STREET)
    decide(clerk, row, line(clerk, row, "Живу"), SISTER)
    assert line(clerk, row, "Да, на")["open"]
    assert release(clerk, row).json()["undecided"] == 1


def test_edit_opens_a_decided_line_again(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    told = line(clerk, row, "Живу")
    decide(clerk, row, told)
    assert not line(clerk, row, "Живу")["open"]
    change(clerk, {"id": told["entry"]}, text=f"{TELLS} Да.")
    assert line(clerk, row, "Живу")["open"]
    stale = decide(clerk, row, told)
    assert (stale.status_code, stale.json()["type"][-13:]) == (409, "entry-changed")
    assert release(clerk, row).status_code == 409


def test_decision_for_one_person_is_none_for_another(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    decide(clerk, row, line(clerk, row, "Живу"))
    order(signed_in("judge"), heard.hearing, "protected", started_at="2026-03-02T04:00:00Z", ended_at=None)
    assert line(clerk, row, "Живу")["open"]


def test_other_words_of_the_line_are_covered_on_the_page(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    page = clerk.get(f"/hearings/{heard.hearing.pk}/disguises/").content.decode()
    assert f"<mark>{STREET}</mark>" in page
    assert "1 line is undecided" in page
    told = line(clerk, row, HARMLESS[:6])
    where = f"/disguises/{row.pk}/lines/{told['entry']}/"
    answer = clerk.post(where, {"revision": "1", "more": "ничего  не знаю\n\n"})
    assert answer["Location"].endswith(f"#line-{row.pk}-{told['entry']}")
    assert "Больше […]." in texts(heard)
    page = clerk.get(f"/hearings/{heard.hearing.pk}/disguises/").content.decode()
    assert "<mark>ничего не знаю</mark>" in page


@pytest.mark.parametrize(
    ("cover", "status"),
    [
        (["улица Сатпаева"], 422),  # the line does not say it
        (["[…]"], 422),
        (["x" * 300], 422),
        (["", "  "], 200),
        ([STREET.upper()], 200),
    ],
)
def test_words_that_are_not_in_the_line_are_refused(
    cover: list[str], status: int, row: Disguise, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    assert decide(clerk, row, line(clerk, row, "Живу"), *cover).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("judge", 403), ("assistant", 404), ("party", 404), ("chair", 404), ("outsider", 404), ("", 401)],
)
def test_who_may_not_hear_the_voice_reads_no_lines_and_decides_on_none(
    name: str, status: int, row: Disguise, signed_in: SignIn
) -> None:
    told, client = line(signed_in("clerk"), row, "Живу"), signed_in(name)
    assert client.get(f"/api/v1/disguises/{row.pk}/lines/").status_code == status
    assert decide(client, row, told, STREET).status_code == status
    assert not LineDecision.objects.exists()


def test_line_outside_of_the_part_is_none_of_it(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    entry = Entry.objects.get(text=ELSEWHERE)
    answer = decide(signed_in("clerk"), row, {"entry": entry.pk, "revision": 1}, "улице абая дом 15")
    assert answer.status_code == 404


def test_audit_says_which_line_and_no_words(row: Disguise, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    told = line(clerk, row, "Живу")
    decide(clerk, row, told, STREET)
    kept = OutboxRow.objects.get(action="disguise.line_decided")
    said = {name: value for name, value in kept.private.items() if name != "address"}
    known = {"disguise": row.pk, "entry": told["entry"], "revision": 1}
    assert said == known | {"covered": 1, "uncovered": 0}


def test_lift_brings_all_words_back(heard: Cast, signed_in: SignIn) -> None:
    row = examined(heard, signed_in)
    made: dict[str, Any] = (
        signed_in("judge").get("/api/v1/restrictions/", {"hearing": heard.hearing.pk}).json()["results"][0]
    )
    clerk = signed_in("clerk")
    decide(clerk, row, line(clerk, row, "Живу"), STREET, SISTER)
    lift(heard, signed_in, made)
    assert {TELLS, ELSEWHERE} <= set(texts(heard))
    assert not Envelope.objects.exists()
    assert not ProtectedSpan.objects.exists()
    assert withheld(signed_in("party"), heard.hearing) == []


def test_words_go_with_the_person_into_a_case_that_is_joined_later(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk, by = signed_in("clerk"), heard.caller("registry")
    decide(clerk, row, line(clerk, row, "Живу"), STREET)
    case = create_case(heard.case.court, by, RULE, number="3/303")
    witness = {"kind": ParticipantKind.WITNESS, "name": heard.parts["witness"].name}
    add_participant(case, by, RULE, **witness)
    for cases in ([heard.case, case], [case]):
        create_hearing(case.court, cases, by, RULE, scheduled_at=HEARD_AT)
    # Of the case alone: only the person's other self is in it.
    alone = Hearing.objects.annotate(count=Count("cases")).get(cases=case, count=1)
    import_entries(alone, [{"offset_ms": 0, "text": f"Едем на {STREET}!"}], "", heard.caller("clerk"), RULE)
    assert Entry.objects.get(hearing=alone).text == "Едем на […]!"


@pytest.fixture
def part(heard: Cast, signed_in: SignIn) -> Disguise:
    """A protected range on nobody in particular."""
    return ranged(heard, signed_in)


def test_words_of_a_range_that_is_on_nobody_are_covered_and_silent_as_well(
    part: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk, party = signed_in("clerk"), signed_in("party")
    assert not Participant.objects.filter(pseudonym__isnull=False).exists()
    before = withheld(party, heard.hearing)
    assert release(clerk, part).status_code == 409
    assert decide(clerk, part, line(clerk, part, "Живу"), STREET, SISTER).status_code == 200
    assert "Нож нашли на […]." in texts(heard)
    silent = [each for each in restrictions_on(heard.hearing, [heard.case]) if each.is_name]
    assert [(each.start_ms, each.end_ms) for each in silent] == [(98_000, 106_000), (298_000, 305_000)]
    assert "абая" not in stored(Entry, EntryRevision, Envelope).lower()
    assert party.get("/api/v1/search/", {"q": "абая"}).json()["results"] == []
    assert withheld(party, heard.hearing) == [*before, (298_000, 305_000)]
    later = write(clerk, heard.hearing, f"Едем на {STREET}!", offset_ms=400_000, end_offset_ms=402_000)
    assert later["text"] == "Едем на […]!"
    assert release(clerk, part).status_code == 200
    assert withheld(party, heard.hearing) == [(298_000, 305_000), (398_000, 404_000)]
    decide(clerk, part, line(clerk, part, "Живу"), SISTER)
    assert ELSEWHERE in texts(heard)
    assert withheld(party, heard.hearing) == []


def test_lift_of_a_range_brings_its_words_back(part: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    decide(clerk, part, line(clerk, part, "Живу"), STREET)
    (made,) = signed_in("judge").get("/api/v1/restrictions/", {"hearing": heard.hearing.pk}).json()["results"]
    lift(heard, signed_in, made)
    assert {TELLS, ELSEWHERE} <= set(texts(heard))
    assert not Envelope.objects.exists()
    assert not ProtectedSpan.objects.exists()


def test_others_keep_their_names_where_words_of_a_range_are_said(
    part: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    write(clerk, heard.hearing, f"Лугина с {STREET}.", offset_ms=400_000, end_offset_ms=402_000)
    decide(clerk, part, line(clerk, part, "Живу"), STREET)
    assert "Лугина с […]." in [each["text"] for each in log(clerk, heard.hearing)]


def test_person_protected_again_is_decided_on_again(row: Disguise, heard: Cast, signed_in: SignIn) -> None:
    clerk = signed_in("clerk")
    decide(clerk, row, line(clerk, row, "Живу"))
    (made,) = signed_in("judge").get("/api/v1/restrictions/", {"hearing": heard.hearing.pk}).json()["results"]
    lift(heard, signed_in, made)
    protect(signed_in("judge"), heard.hearing, Participant.objects.get(name__startswith="Хейл"))
    assert line(clerk, row, "Живу")["open"]


def test_words_of_a_part_that_nobody_protects_any_more_are_refused(
    part: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk = signed_in("clerk")
    told = line(clerk, part, "Живу")
    (made,) = signed_in("judge").get("/api/v1/restrictions/", {"hearing": heard.hearing.pk}).json()["results"]
    lift(heard, signed_in, made)
    answer = decide(clerk, part, told, STREET)
    assert (answer.status_code, answer.json()["type"][-14:]) == (409, "disguise-state")
    page = clerk.post(
        f"/disguises/{part.pk}/lines/{told['entry']}/", {"revision": "1", "cover": STREET}, follow=True
    )
    assert "This disguise has been decided on meanwhile" in page.content.decode()
    assert TELLS in texts(heard)


def test_words_stay_covered_for_whoever_else_is_protected_in_the_part(
    row: Disguise, heard: Cast, signed_in: SignIn
) -> None:
    clerk, judge = signed_in("clerk"), signed_in("judge")
    (of_person,) = judge.get("/api/v1/restrictions/", {"hearing": heard.hearing.pk}).json()["results"]
    decide(clerk, row, line(clerk, row, "Живу"), STREET)
    order(judge, heard.hearing, "protected", started_at=at(95_000), ended_at=at(120_000))
    # Chosen before the range was ordered: the same choice holds for it only once it is made for it, too.
    decide(clerk, row, line(clerk, row, "Живу"), STREET)
    lift(heard, signed_in, of_person)
    assert ELSEWHERE not in texts(heard)
    assert "Абая" not in stored(Entry, EntryRevision)
