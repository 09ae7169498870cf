"""From the desk to the account: a code is given after the identity was seen, and who holds it enters with it."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from accounts.models import PaperCode, User
from accounts.services.epochs import read_epochs, user_key
from custody.models import OutboxRow
from demo.services.cast import PASSWORD as OF_THE_CAST
from foundation.clock import utc_now
from hearings.models import Participant, ParticipantKind, Side
from hearings.services.cases import add_participant
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_passkeys import by_passkey, options_on
from tests.accounts.test_sessions import is_in
from tests.cast import RULE, Cast
from tests.restrictions import restrict

pytestmark = pytest.mark.django_db
PASSWORD = "Quiet-harbour-19"
SEEN = {"document": "identity_card", "seen": "on"}
WRITTEN = re.compile(r'slip__code" translate="no">([\w-]{19})<')


@pytest.fixture
def newcomer(cast: Cast) -> Participant:
    """A party of case 1 without an account."""
    return newcomer_of(cast, ParticipantKind.PARTY)


def newcomer_of(cast: Cast, kind: str) -> Participant:
    return add_participant(
        cast.case, cast.caller("registry"), RULE, kind=kind, side=Side.DEFENCE, name="Незнакомцев Н. Н."
    )


def as_(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.people[username])
    return client


def page_of(person: Participant) -> str:
    return f"/cases/{person.case_id}/participants/{person.pk}/entry/"


def give(cast: Cast, person: Participant, by: str = "clerk", **fields: str) -> HttpResponse:
    answer: HttpResponse = as_(cast, by).post(page_of(person), SEEN | fields)  # type: ignore[assignment]
    return answer


def code_for(cast: Cast, person: Participant) -> str:
    page = give(cast, person).content.decode()
    found = WRITTEN.search(page)
    assert found, page
    return found[1]


def prove(written: str, client: Client | None = None) -> Client:
    client = client or Client()
    assert client.post("/code/", {"code": written})["Location"] == "/enter/"
    return client


def enter(client: Client, **fields: str) -> HttpResponse:
    form = {"name": "newcomer", "password": PASSWORD, "again": PASSWORD} | fields
    answer: HttpResponse = client.post("/enter/", form)  # type: ignore[assignment]
    return answer


def actions() -> list[str]:
    rows = OutboxRow.objects.exclude(action="user.signed_in")
    return list(rows.order_by("pk").values_list("action", flat=True))


# --- the desk -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["clerk", "registry"])
def test_desk_gives_a_slip_with_address_code_and_expiry_in_three_languages(
    cast: Cast, newcomer: Participant, by: str
) -> None:
    answer = give(cast, newcomer, by)
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"].split(", ")[-1]) == (200, "private")
    assert "no-store" in answer["Cache-Control"]
    slip = page[page.index("<article") : page.index("</article>")]
    assert WRITTEN.search(slip)
    assert "http://testserver/code/" in slip
    assert re.findall(r'lang="(\w\w)"', slip) == ["kk", "ru", "en"]
    assert PaperCode.objects.get().subject == newcomer.pk


def test_slip_names_neither_person_nor_case(cast: Cast, newcomer: Participant) -> None:
    page = give(cast, newcomer).content.decode()
    slip = page[page.index("<article") : page.index("</article>")]
    for word in ("Незнакомцев", cast.case.number, cast.case.title, newcomer.pk, cast.case.pk):
        assert word not in slip


@pytest.mark.parametrize(
    "fields",
    [
        {"seen": ""},  # nobody looked
        {"document": ""},
        {"document": "hearsay"},
    ],
)
def test_without_a_seen_identity_there_is_no_code(
    cast: Cast, newcomer: Participant, fields: dict[str, str]
) -> None:
    body = {name: value for name, value in (SEEN | fields).items() if value}
    answer = as_(cast, "clerk").post(page_of(newcomer), body)
    assert answer.status_code == 422
    assert not PaperCode.objects.exists()


@pytest.mark.parametrize(("chosen", "status"), [("", 422), ("on", 200)])
def test_witness_gets_a_code_only_when_chosen(cast: Cast, chosen: str, status: int) -> None:
    witness = newcomer_of(cast, ParticipantKind.WITNESS)
    body = SEEN | ({"witness_chosen": chosen} if chosen else {})
    assert as_(cast, "clerk").post(page_of(witness), body).status_code == status
    assert PaperCode.objects.exists() is bool(chosen)


def test_who_has_an_account_or_has_left_gets_no_code(cast: Cast, newcomer: Participant) -> None:
    Participant.objects.filter(pk=newcomer.pk).update(until=utc_now())
    assert give(cast, newcomer).status_code == 422
    assert give(cast, cast.parts["party"]).status_code == 422
    assert 'name="seen"' not in as_(cast, "clerk").get(page_of(cast.parts["party"])).content.decode()
    assert not PaperCode.objects.exists()


def test_participant_of_another_case_is_not_found_through_this_one(cast: Cast, newcomer: Participant) -> None:
    Participant.objects.filter(pk=newcomer.pk).update(case=cast.other_case)
    assert as_(cast, "registry").get(page_of(newcomer)).status_code == 404


def test_protection_of_the_whole_withholds_the_name_from_the_giver_too(
    cast: Cast, newcomer: Participant
) -> None:
    restrict(cast.hearing, "protected")
    page = as_(cast, "clerk").get(page_of(newcomer)).content.decode()
    assert "Незнакомцев" not in page
    assert "name withheld" in page
    assert code_for(cast, newcomer)


def test_page_shows_what_was_given_and_never_the_secret(cast: Cast, newcomer: Participant) -> None:
    written = code_for(cast, newcomer)
    page = as_(cast, "registry").get(page_of(newcomer)).content.decode()
    assert f">{written[:6]}<" in page
    assert written[6:] not in page
    assert "identity card" in page


def test_revoked_code_is_worth_nothing(cast: Cast, newcomer: Participant) -> None:
    written = code_for(cast, newcomer)
    as_(cast, "registry").post(page_of(newcomer) + "revoke/")
    assert Client().post("/code/", {"code": written}).status_code == 422
    assert actions()[-1] == "code.revoked"


# --- entering -----------------------------------------------------------------------------------------------------
def test_new_account_takes_the_part_and_is_signed_in(cast: Cast, newcomer: Participant) -> None:
    client = prove(code_for(cast, newcomer))
    assert enter(client).status_code == 302
    user = User.objects.get(username="newcomer")
    newcomer.refresh_from_db()
    assert newcomer.user == user
    assert is_in(client)
    assert client.get(f"/hearings/{cast.hearing.pk}/").status_code == 200
    assert user.check_password(PASSWORD)
    assert (user.first_name, user.last_name, user.email) == (
        "",
        "",
        "",
    )  # an account tells nothing of who has it
    assert actions()[-3:] == ["user.added", "code.used", "participant.linked"]
    assert {row.person for row in OutboxRow.objects.filter(action__in=actions()[-3:])} == {user.pk}


def test_page_says_what_the_code_gives_and_proposes_a_name(cast: Cast, newcomer: Participant) -> None:
    page = prove(code_for(cast, newcomer)).get("/enter/").content.decode()
    assert re.search(r'value="\d{4}-\d{4}"', page)
    assert "party" in page
    assert "Незнакомцев" not in page
    assert cast.case.number not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "Judge"},  # taken, in other letters
        {"name": "no spaces"},
        {"name": "x" * 61},
        {"password": "short", "again": "short"},
        {"password": "newcomer1234", "again": "newcomer1234"},  # like the name
        {"again": "another"},
        {"password": "", "again": ""},
    ],
)
def test_bad_name_or_password_is_said_and_the_code_stays_good(
    cast: Cast, newcomer: Participant, fields: dict[str, str]
) -> None:
    client = prove(code_for(cast, newcomer))
    assert enter(client, **fields).status_code == 422
    assert not is_in(client)
    newcomer.refresh_from_db()
    assert newcomer.user is None
    assert enter(client).status_code == 302


def test_account_that_is_there_is_linked(cast: Cast, newcomer: Participant) -> None:
    client = as_(cast, "outsider")
    before = read_epochs([user_key(cast.people["outsider"].pk)])
    prove(code_for(cast, newcomer), client)
    assert "outsider" in client.get("/enter/").content.decode()
    assert client.post("/enter/").status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.user == cast.people["outsider"]
    assert client.get(f"/hearings/{cast.hearing.pk}/").status_code == 200
    assert read_epochs([user_key(cast.people["outsider"].pk)]) != before


def test_signing_in_on_the_way_keeps_the_code(cast: Cast, newcomer: Participant) -> None:
    client = prove(code_for(cast, newcomer))
    form = {"login": "outsider", "password": OF_THE_CAST, "next": "/enter/"}
    assert client.post("/accounts/login/", form)["Location"] == "/enter/"
    client.post("/enter/")
    newcomer.refresh_from_db()
    assert newcomer.user == cast.people["outsider"]


def test_second_code_links_the_second_part_to_the_same_account(cast: Cast, newcomer: Participant) -> None:
    client = prove(code_for(cast, newcomer))
    enter(client)
    second = newcomer_of(cast, ParticipantKind.VICTIM)
    prove(code_for(cast, second), client)
    client.post("/enter/")
    second.refresh_from_db()
    assert second.user == User.objects.get(username="newcomer")
    assert User.objects.filter(username__startswith="newcomer").count() == 1


def test_code_is_used_once_between_two_browsers(cast: Cast, newcomer: Participant) -> None:
    written = code_for(cast, newcomer)
    first, second = prove(written), prove(written)
    enter(first)
    answer = enter(second, name="another")
    assert (answer.status_code, answer["Location"]) == (302, "/code/")
    assert not User.objects.filter(username="another").exists()
    assert Client().post("/code/", {"code": written}).status_code == 422


def test_giver_does_not_use_the_own_code(cast: Cast, newcomer: Participant) -> None:
    client = as_(cast, "clerk")
    prove(code_for(cast, newcomer), client)
    assert client.post("/enter/").status_code == 422
    newcomer.refresh_from_db()
    assert newcomer.user is None


def test_part_that_somebody_filled_meanwhile_is_not_taken(cast: Cast, newcomer: Participant) -> None:
    client = prove(code_for(cast, newcomer))
    Participant.objects.filter(pk=newcomer.pk).update(user=cast.people["victim"])
    assert enter(client)["Location"] == "/code/"
    newcomer.refresh_from_db()
    assert newcomer.user == cast.people["victim"]
    assert PaperCode.objects.get().used_at is None  # nothing of it has happened
    assert not User.objects.filter(username="newcomer").exists()


def test_proving_changes_the_cookie_of_who_is_not_signed_in(cast: Cast, newcomer: Participant) -> None:
    """Who planted a cookie in another's browser does not share what that one proves."""
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    prove(code_for(cast, newcomer), client)
    assert client.session.session_key != planted


def test_without_a_proved_code_there_is_nothing_to_enter(cast: Cast) -> None:
    assert enter(Client())["Location"] == "/code/"
    assert not User.objects.filter(username="newcomer").exists()
    session: Any = Client()
    assert session.get("/enter/").status_code == 302


def test_participants_of_a_case_lead_to_the_page_for_those_who_write_them(cast: Cast) -> None:
    link = page_of(cast.parts["party"])
    seen = {
        name: link in as_(cast, name).get(f"/cases/{cast.case.pk}/").content.decode()
        for name in ("clerk", "judge")
    }
    assert seen == {"clerk": True, "judge": False}


# --- with a passkey -----------------------------------------------------------------------------------------------
BY_PASSKEY = "/enter/passkey/"


def test_new_account_begins_with_a_passkey(cast: Cast, newcomer: Participant) -> None:
    client, key = prove(code_for(cast, newcomer)), SoftKey()
    page = client.get(BY_PASSKEY)
    options = options_on(page)  # type: ignore[arg-type]
    name = options["publicKey"]["user"]["name"]
    assert name in page.content.decode()
    answer = client.post(BY_PASSKEY, {"name": "telephone", "credential": key.create(options)})
    assert answer.status_code == 302
    assert is_in(client)
    newcomer.refresh_from_db()
    assert newcomer.user is not None
    assert (newcomer.user.username, newcomer.user.has_usable_password()) == (name, False)
    assert actions()[-4:] == ["user.added", "code.used", "participant.linked", "user.passkey_added"]
    assert is_in(by_passkey(key)[0])


def test_passkey_that_proves_too_little_makes_no_account(cast: Cast, newcomer: Participant) -> None:
    client = prove(code_for(cast, newcomer))
    credential = SoftKey(verifies=False).create(options_on(client.get(BY_PASSKEY)))  # type: ignore[arg-type]
    known = User.objects.count()
    assert client.post(BY_PASSKEY, {"name": "x", "credential": credential}).status_code == 422
    assert client.post(BY_PASSKEY, {"name": "x", "credential": "{}"}).status_code == 422
    assert (User.objects.count(), PaperCode.objects.get().used_at) == (known, None)


def test_code_that_was_used_meanwhile_keeps_no_passkey(cast: Cast, newcomer: Participant) -> None:
    written = code_for(cast, newcomer)
    client, key = prove(written), SoftKey()
    options = options_on(client.get(BY_PASSKEY))  # type: ignore[arg-type]
    enter(prove(written))
    answer = client.post(BY_PASSKEY, {"name": "x", "credential": key.create(options)})
    assert answer["Location"] == "/code/"
    assert not Authenticator.objects.exists()


def test_who_is_signed_in_needs_no_new_account(cast: Cast, newcomer: Participant) -> None:
    client = as_(cast, "outsider")
    prove(code_for(cast, newcomer), client)
    assert client.get(BY_PASSKEY)["Location"] == "/enter/"
