"""Sign-in by another system: parties are recognised by the national id, nobody else is let in, little is kept."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services.national_ids import digest_of
from courtrec.settings.oidc import _app
from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import NationalId, Participant, ParticipantKind, Side
from hearings.services.cases import add_participant
from hearings.services.national_ids import enter_national_id
from tests.accounts.oidc_provider import Provider, new_key, running_provider
from tests.accounts.test_second_factor import CODE, switch_on
from tests.accounts.test_sessions import is_in, sign_in
from tests.cast import RULE, Cast

pytestmark = pytest.mark.django_db
IIN = "900101300123"
START, BACK, MINE, NOBODY = (
    f"/accounts/identities/{name}" for name in ("egov/start/", "egov/back/", "", "not-recognised/")
)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with running_provider() as running:
        use(settings, running)
        running.person = {"sub": "u-17", "iin": IIN, "email": "judge@court.example", "name": "Иванов И."}
        yield running


def use(settings: Settings, provider: Provider, **more: Any) -> None:
    row = provider.settings(**more)
    settings.OIDC_PROVIDERS = [row]
    providers = {"provider_class": "accounts.services.oidc.NationalIdentity", "APPS": [_app(row)]}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": providers}


def newcomer(cast: Cast, kind: str = ParticipantKind.PARTY, number: str = IIN) -> Participant:
    """A participant without an account whom the desk has named."""
    by = cast.caller("clerk")
    person = add_participant(cast.case, by, RULE, kind=kind, side=Side.DEFENCE, name="Новиков Н. Н.")
    enter_national_id(person, number, by, RULE, witness_chosen=True)
    return person


def through(client: Client, **form: str) -> HttpResponse:
    """Press the button, go through the provider, and come back with its answer."""
    leads = client.post(START, form)
    assert leads.status_code == 302, leads.content
    answer = httpx.get(leads["Location"], follow_redirects=False)
    came = urlsplit(answer.headers["Location"])
    assert (came.path, came.netloc) == (BACK, "testserver")
    last: HttpResponse = client.get(f"{came.path}?{came.query}")  # type: ignore[assignment]
    return last


def rows(action: str) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(action=action).order_by("pk"))


# --- recognised ---------------------------------------------------------------------------------------------------
def test_named_participant_is_let_in_with_all_parts(cast: Cast, provider: Provider) -> None:
    first, second = newcomer(cast), newcomer(cast, ParticipantKind.VICTIM)
    client = Client()
    assert through(client)["Location"] == "/"
    for person in (first, second):
        person.refresh_from_db()
    assert first.user is not None
    assert first.user == second.user
    assert is_in(client)
    assert client.get(f"/hearings/{cast.hearing.pk}/").status_code == 200
    assert not first.user.has_usable_password()
    linked = rows("participant.linked")
    assert [(row.object, row.rule, row.person) for row in linked] == [
        (person.pk, "national-id", first.user.pk) for person in sorted((first, second), key=lambda p: p.pk)
    ]
    assert len(rows("user.identity_connected")) == 1


def test_same_person_comes_again_to_the_same_account_and_to_new_parts(cast: Cast, provider: Provider) -> None:
    first = newcomer(cast)
    through(Client())
    first.refresh_from_db()
    later = newcomer(cast, ParticipantKind.VICTIM)
    client = Client()
    through(client)
    later.refresh_from_db()
    assert later.user == first.user
    assert SocialAccount.objects.count() == 1
    assert is_in(client)


def test_what_the_provider_says_is_not_kept(cast: Cast, provider: Provider) -> None:
    person = newcomer(cast)
    through(Client())
    person.refresh_from_db()
    user, account = User.objects.get(pk=person.user_id), SocialAccount.objects.get()
    kept = json.dumps(
        [account.extra_data, account.uid, user.first_name, user.last_name, user.email, user.username]
    )
    for word in (IIN, "u-17", "judge@court.example", "Иванов"):
        assert word not in kept
    assert account.extra_data == {"identity": digest_of(IIN)}
    assert not SocialToken.objects.exists()
    assert IIN not in str(list(NationalId.objects.values_list()))
    assert not any(IIN in str(row.private) for row in OutboxRow.objects.all())


def test_claim_may_stand_in_the_userinfo(cast: Cast, provider: Provider) -> None:
    newcomer(cast)
    provider.person = {"sub": "u-17"}
    provider.userinfo = {"iin": "900101-300123"}
    client = Client()
    through(client)
    assert is_in(client)


def test_second_factor_is_asked_for_here_too(cast: Cast, provider: Provider) -> None:
    client = sign_in("party")
    Participant.objects.filter(pk=cast.parts["party"].pk).update(user=cast.people["party"])
    enter_national_id(cast.parts["party"], IIN, cast.caller("clerk"), RULE)
    switch_on(client)
    through(client)
    other = Client()
    assert through(other)["Location"] == CODE
    assert not is_in(other)


def test_switched_off_account_is_not_let_in(cast: Cast, provider: Provider) -> None:
    newcomer(cast)
    through(Client())
    User.objects.filter(pk=SocialAccount.objects.get().user_id).update(is_active=False)
    client = Client()
    assert through(client)["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_page_that_was_wanted_is_reached_and_no_other_site(cast: Cast, provider: Provider) -> None:
    newcomer(cast)
    assert through(Client(), next="/cases/")["Location"] == "/cases/"
    assert through(Client(), next="https://elsewhere.example/")["Location"] == "/"


# --- not recognised: one answer -----------------------------------------------------------------------------------
def answer_when(cast: Cast, provider: Provider, case: str) -> HttpResponse:
    if case == "has an account":
        Participant.objects.filter(pk=newcomer(cast).pk).update(user=cast.people["victim"])
    elif case == "has left":
        Participant.objects.filter(pk=newcomer(cast).pk).update(until=utc_now())
    elif case == "says no number":
        newcomer(cast)
        provider.person = {"sub": "u-17"}
    elif case == "says nonsense":
        newcomer(cast)
        provider.person = {"sub": "u-17", "iin": ["x"]}
    elif case == "has another number":
        newcomer(cast, number="900101300124")
    elif case == "an e-mail address of somebody":
        User.objects.filter(username="judge").update(email="judge@court.example")
    client = Client()
    answer = through(client)
    assert not is_in(client)
    return answer


CASES = [
    "nobody knows",
    "has an account",
    "has left",
    "says no number",
    "says nonsense",
    "has another number",
    "an e-mail address of somebody",
]


@pytest.mark.parametrize("case", CASES)
def test_who_is_not_recognised_gets_one_plain_answer(cast: Cast, provider: Provider, case: str) -> None:
    people = User.objects.count()
    answer = answer_when(cast, provider, case)
    assert (answer.status_code, answer["Location"]) == (302, NOBODY)
    assert User.objects.count() == people
    assert not SocialAccount.objects.exists()


def test_answer_says_what_to_do_and_nothing_of_anybody(cast: Cast, provider: Provider) -> None:
    page = Client().get(NOBODY).content.decode()
    assert "Nobody was let in" in page
    assert "court" in page


# --- a provider that misbehaves -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fault",
    [
        {"token_claims": {"aud": "another portal"}},
        {"token_claims": {"iss": "https://another.example"}},
        {"token_claims": {"exp": 1}},
        {"token_claims": {"exp": None}},
        {"token_claims": {"iat": None}},
        {"token_claims": {"sub": None}},
        {"token_claims": {"nonce": "another sign-in's"}},
        {"token_claims": {"nonce": None}},
        {"token_claims": {"azp": "another portal"}},
        pytest.param({"signer": new_key()}, id="another key"),
        {"algorithm": "none"},
        {"algorithm": "HS256", "signer": "x" * 40},
        {"breaks": {"/token"}},
        {"breaks": {"/jwks"}},
        {"config": {"jwks_uri": "http://elsewhere.example/jwks"}},  # plain http
        {"config": {"issuer": "https://another.example"}},
        {"refuses": "server_error"},
        {"refuses": "access_denied"},
    ],
    ids=str,
)
def test_answer_that_does_not_hold_lets_nobody_in(
    cast: Cast, provider: Provider, fault: dict[str, Any]
) -> None:
    person = newcomer(cast)
    client = Client()
    early = "config" in fault
    if early:
        provider.config = fault["config"]
        answer = client.post(START)
    else:
        for name, value in fault.items():
            setattr(provider, name, value)
        answer = through(client)  # type: ignore[assignment]
    assert answer["Location"] == "/accounts/login/"
    said = client.get("/accounts/login/").content.decode()
    assert ("was cancelled" in said) is (fault.get("refuses") == "access_denied")
    assert not is_in(client)
    person.refresh_from_db()
    assert person.user is None


def test_userinfo_of_another_person_is_refused(cast: Cast, provider: Provider) -> None:
    newcomer(cast)
    provider.person = {"sub": "u-17"}
    provider.userinfo = {"sub": "u-18", "iin": IIN}
    client = Client()
    assert through(client)["Location"] == "/accounts/login/"
    assert not is_in(client)


@pytest.mark.parametrize("breaks", [{"/.well-known/openid-configuration"}])
def test_silent_provider_is_said_so(cast: Cast, provider: Provider, breaks: set[str]) -> None:
    provider.breaks = breaks
    client = Client()
    assert client.post(START)["Location"] == "/accounts/login/"
    assert "did not say who you are" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(("acr", "let_in"), [("high", True), ("low", False), (None, False)])
def test_provider_must_have_looked_closely_enough(
    cast: Cast, provider: Provider, settings: Settings, acr: str | None, let_in: bool
) -> None:
    use(settings, provider, acr=["high", "substantial"])
    newcomer(cast)
    provider.token_claims = {"acr": acr}
    client = Client()
    through(client)
    assert is_in(client) is let_in
    assert provider.asked[-1]["acr_values"] == "high substantial"


# --- the way there and back ---------------------------------------------------------------------------------------
def test_request_carries_state_nonce_and_challenge_and_nothing_of_the_callers(
    cast: Cast, provider: Provider
) -> None:
    leads = Client().post(START + "?scope=everything&auth_params=prompt%3Dnone&process=redirect")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leads["Location"]).query).items()}
    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "prompt" not in asked
    assert asked["redirect_uri"] == f"http://testserver{BACK}"


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=unknown", "?error=x", "?state=%00&code=%00"])
def test_answer_that_nobody_asked_for_is_refused(cast: Cast, provider: Provider, query: str) -> None:
    client = Client()
    answer = client.get(BACK + query)
    assert (answer.status_code, answer.get("Location")) in {(302, "/accounts/login/"), (404, None)}
    assert not is_in(client)


def test_answer_is_taken_once_and_by_the_browser_that_asked(cast: Cast, provider: Provider) -> None:
    newcomer(cast)
    client = Client()
    leads = client.post(START)
    came = urlsplit(httpx.get(leads["Location"], follow_redirects=False).headers["Location"])
    back = f"{came.path}?{came.query}"
    other = Client()
    other.get(back)
    assert not is_in(other)
    client.get(back)
    assert is_in(client)
    client.post("/accounts/logout/")
    client.get(back)
    assert not is_in(client)


def test_start_is_a_button_and_no_link(cast: Cast, provider: Provider) -> None:
    assert Client().get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


def test_provider_that_is_not_named_is_not_found(cast: Cast, provider: Provider, settings: Settings) -> None:
    assert Client().post("/accounts/identities/other/start/").status_code == 404
    settings.OIDC_PROVIDERS = []
    assert Client().post(START).status_code == 404
    assert "eGov" not in Client().get("/accounts/login/").content.decode()


def test_sign_in_page_names_the_provider_in_the_readers_language(
    cast: Cast, provider: Provider, settings: Settings
) -> None:
    use(settings, provider, name={"ru": "ЭЦП", "kk": "ЭЦҚ"})
    pages = {
        tongue: Client().get(f"/accounts/login/?lang={tongue}").content.decode()
        for tongue in ("ru", "kk", "en")
    }
    assert [word in pages[tongue] for tongue, word in (("ru", "ЭЦП"), ("kk", "ЭЦҚ"), ("en", "ЭЦП"))] == [
        True
    ] * 3
