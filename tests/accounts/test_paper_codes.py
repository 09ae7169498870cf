"""Codes on paper: how they read, that only a keyed hash is kept, one use, limits, and equal answers."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st
from pytest_django.fixtures import Settings
from time_machine import travel

from accounts.errors import CodeOver
from accounts.models import PaperCode, User
from accounts.policies.paper_codes import ALPHABET, Code, new_code, read_code
from accounts.services.paper_codes import Giving, give_code, revoke_code, spend
from custody.models import OutboxRow, PrivatePart
from custody.services.outbox import SYSTEM
from foundation.clock import utc_now
from tests.cast import RULE, Cast

PAGE = "/code/"
CODES = st.builds(
    Code, st.text(ALPHABET, min_size=5, max_size=5), st.text(ALPHABET, min_size=10, max_size=10)
)


# --- how they read ------------------------------------------------------------------------------------------------
@given(CODES)
def test_code_that_was_written_is_read_back(code: Code) -> None:
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code.written())
    assert read_code(code.written()) == code


@given(CODES, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(code: Code, place: int, sign: str) -> None:
    signs = code.written().replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (read_code(wrong) is None) is (wrong != signs)


@given(CODES, st.integers(0, 14), st.integers(0, 14))
def test_two_signs_that_changed_places_are_found(code: Code, one: int, other: int) -> None:
    signs = list(code.written().replace("-", ""))
    signs[one], signs[other] = signs[other], signs[one]
    same = "".join(signs) == code.written().replace("-", "")
    assert (read_code("".join(signs)) is None) is not same


@pytest.mark.parametrize(
    "typed",
    [
        "{}",
        " {} ",
        "{lower}",
        "{spaced}",
        "{cyrillic}",  # the other keyboard is on
        "{letters}",  # S and Z read for 5 and 2
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    code = Code("ABEKM", "HPCTYX2552")
    written = code.written()
    forms = {
        "lower": written.lower(),
        "spaced": written.replace("-", " "),
        "cyrillic": written.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")).lower(),
        "letters": written.replace("5", "S").replace("2", "z"),
    }
    assert read_code(typed.format(written, **forms)) == code


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "x" * 5_000, "ABCD-EFGH-JKMN-PQR0", "🙂" * 16, "٣" * 16, "\0" * 16]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_look_like_no_other_sign_and_do_not_repeat() -> None:
    assert set(ALPHABET) & set("01OILSZ") == set()
    assert len(set(ALPHABET)) == 29  # prime: what the check relies on
    assert len({new_code() for _ in range(2_000)}) == 2_000


# --- kept ---------------------------------------------------------------------------------------------------------
def give(cast: Cast, subject: str = "", hours: int = 24) -> tuple[PaperCode, str]:
    giving = Giving("entry", subject or cast.parts["party"].pk, cast.courts["city"], "passport", hours)
    return give_code(giving, cast.caller("clerk"), RULE)


def test_only_a_keyed_hash_is_kept(cast: Cast, settings: Settings) -> None:
    row, written = give(cast)
    code = read_code(written)
    assert code is not None
    kept = str(PaperCode.objects.values_list().get()) + str(
        list(PrivatePart.objects.values_list("body", flat=True))
    )
    assert code.secret not in kept
    assert row.name == code.name
    settings.IDENTITY_KEY = "another key" * 5
    assert Client().post(PAGE, {"code": written}).status_code == 422


def test_giving_leaves_an_audit_row_that_names_the_document_in_its_private_part(cast: Cast) -> None:
    row, _written = give(cast)
    audit = OutboxRow.objects.get(action="code.given")
    assert (audit.object, audit.court, audit.rule) == (row.pk, cast.courts["city"].pk, RULE)
    assert audit.person == cast.people["clerk"].pk
    assert audit.private == {"kind": "entry", "subject": cast.parts["party"].pk, "document": "passport"}


def test_new_code_ends_the_one_before_and_nobody_elses(cast: Cast) -> None:
    first, _ = give(cast)
    other, _ = give(cast, cast.parts["victim"].pk)
    give(cast)
    first.refresh_from_db()
    other.refresh_from_db()
    assert first.revoked_at is not None
    assert other.revoked_at is None


@pytest.mark.db
@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "key"},
        {"document": "hearsay"},
        {"court": None},
        {"expires_at": utc_now() - timedelta(days=400)},
        {"used_at": utc_now()},  # by nobody
        {"frees_second_factor": True},
        {"kind": "reset", "frees_second_factor": True},  # without a reason
        {"name": "ABCDE"},  # another slip's
        {"subject": "twice"},  # two open ones for one person
    ],
)
def test_database_refuses_what_no_slip_can_be(cast: Cast, columns: dict[str, object]) -> None:
    whole = {
        "kind": "entry",
        "subject": "somebody",
        "court": cast.courts["city"],
        "given_by": cast.people["clerk"],
        "document": "passport",
        "name": "FGHJK",
        "digest": "0" * 64,
        "expires_at": utc_now() + timedelta(days=1),
    }
    PaperCode.objects.create(**whole | {"name": "ABCDE", "subject": "twice"})
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCode.objects.create(**whole | columns)
    PaperCode.objects.create(**whole)


@pytest.mark.db
def test_code_is_spent_once(cast: Cast) -> None:
    row, _ = give(cast)
    users = [cast.people["outsider"], cast.people["party"]]
    spend(row, users[0], SYSTEM)
    with pytest.raises(CodeOver):
        spend(row, users[1], SYSTEM)
    row.refresh_from_db()
    assert (row.used_by, OutboxRow.objects.filter(action="code.used").count()) == (users[0], 1)


def test_used_code_is_not_revoked(cast: Cast) -> None:
    row, _ = give(cast)
    spend(row, cast.people["outsider"], SYSTEM)
    revoke_code(row, cast.caller("clerk"), RULE)
    row.refresh_from_db()
    assert row.revoked_at is None
    assert not OutboxRow.objects.filter(action="code.revoked").exists()


# --- proved -------------------------------------------------------------------------------------------------------
TOKEN = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|hx-headers=\'[^\']+\'|value="[\w-]{19}"'
)


def type_in(written: str, address: str = "192.0.2.1", client: Client | None = None) -> HttpResponse:
    answer: HttpResponse = (client or Client()).post(PAGE, {"code": written}, REMOTE_ADDR=address)  # type: ignore[assignment]
    return answer


def wrong(written: str) -> str:
    """Another secret under the name of the same slip, with its right last sign."""
    code = read_code(written)
    assert code is not None
    return Code(code.name, code.secret[::-1][:-1] + ("A" if code.secret[0] != "A" else "B")).written()


def test_right_code_leads_on(cast: Cast) -> None:
    answer = type_in(give(cast)[1])
    assert (answer.status_code, answer["Location"]) == (302, "/enter/")


def test_wrong_used_revoked_and_expired_are_answered_alike(cast: Cast) -> None:
    used, of_used = give(cast, "used" * 6)
    spend(used, cast.people["outsider"], SYSTEM)
    revoked, of_revoked = give(cast, "revoked" * 3)
    revoke_code(revoked, cast.caller("clerk"), RULE)
    _expired, of_expired = give(cast, "expired" * 3)
    PaperCode.objects.filter(pk=_expired.pk).update(
        expires_at=utc_now(), created_at=utc_now() - timedelta(days=9)
    )
    _good, of_good = give(cast)
    answers = [
        type_in(each) for each in (new_code().written(), of_used, of_revoked, of_expired, wrong(of_good))
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({TOKEN.sub("", answer.content.decode()) for answer in answers}) == 1
    assert type_in(of_good).status_code == 302


def test_refusals_take_the_same_steps_in_the_database(cast: Cast) -> None:
    used, of_used = give(cast, "used" * 6)
    spend(used, cast.people["outsider"], SYSTEM)
    _good, of_good = give(cast)
    type_in(new_code().written())  # the address has its row from now on
    counts = []
    for written in (new_code().written(), of_used, wrong(of_good)):
        with CaptureQueriesContext(connection) as asked:
            type_in(written)
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_slip_of_the_pen_is_said_and_not_counted(cast: Cast, settings: Settings) -> None:
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 2
    _row, written = give(cast)
    typo = written[:-1] + ("3" if written[-1] != "3" else "4")
    pages = [type_in(typo) for _ in range(4)]
    assert {page.status_code for page in pages} == {422}
    assert "slip of the pen" in pages[-1].content.decode()
    assert type_in(written).status_code == 302


def test_slip_is_blocked_after_its_limit_even_for_the_right_code(cast: Cast, settings: Settings) -> None:
    settings.PAPER_CODE_FAILURES = 3
    row, written = give(cast)
    for at in range(4):
        type_in(wrong(written), address=f"198.51.100.{at}")  # from everywhere
    assert type_in(written, address="203.0.113.5").status_code == 422
    row.refresh_from_db()
    assert row.failures == 3
    audit = OutboxRow.objects.get(action="code.blocked")
    assert (audit.object, audit.outcome, audit.private["address"]) == (row.pk, "refused", "198.51.100.2")


def test_address_rests_after_its_limit_and_others_go_on(cast: Cast, settings: Settings) -> None:
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 3
    _row, written = give(cast)
    codes = [type_in(new_code().written()).status_code for _ in range(3)]
    assert codes == [422, 422, 429]
    assert type_in(written).status_code == 429
    assert type_in(written, address="192.0.2.2").status_code == 302
    with travel(utc_now() + timedelta(seconds=settings.LOGIN_LOCK_S + 60)):
        assert type_in(written).status_code == 302


def test_wrong_codes_lock_nobodys_sign_in(cast: Cast, settings: Settings) -> None:
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 3
    for _ in range(4):
        type_in(new_code().written())
    form = {"login": "judge", "password": "courtrec-demo"}
    assert Client().post("/accounts/login/", form, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_code_that_expired_meanwhile_is_not_used(cast: Cast) -> None:
    client, start = Client(), utc_now()
    type_in(give(cast)[1], client=client)
    assert client.get("/enter/").status_code == 200
    with travel(start + timedelta(minutes=20)):
        assert client.get("/enter/")["Location"] == PAGE  # proved too long ago
    assert not User.objects.filter(username="new").exists()
