"""Mails about notices: at least once, to who may know, with nothing in them but a link."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from foundation.ids import new_id
from hearings.services.mandates import end_mandate
from notices.models import Notice
from notices.services.sending import link_to, send_due
from notices.services.writing import notify
from notices.states import MailState
from tests.cast import RULE, Cast

ADDRESS = "judge@example.org"


@pytest.fixture
def addressed(heard: Cast) -> Cast:
    for name in ("judge", "lawyer"):
        person = heard.people[name]
        person.email = f"{name}@example.org"
        person.save(update_fields=["email"])
    return heard


def tell(cast: Cast, *names: str) -> None:
    people = [cast.people[name].pk for name in names]
    notify(people, "taken-over", cast.hearing.pk, new_id(), {"by": "x", "reason": "the clerk Bekova is ill"})


def test_mail_says_that_there_is_a_notice_and_nothing_of_the_case(addressed: Cast) -> None:
    tell(addressed, "judge")
    assert send_due() == 1
    row, sent = Notice.objects.get(), mail.outbox[0]
    assert (sent.to, row.mail) == ([ADDRESS], MailState.SENT)
    assert link_to(row) in sent.body
    said = f"{sent.subject} {sent.body}"
    forbidden = ("1/101", "Theft", "Bekova", "ill", "Туманова", addressed.hearing.pk, addressed.case.pk)
    assert [word for word in forbidden if word in said] == []
    assert all(words in said for words in ("хабарлама", "уведомление", "notice"))


def test_mail_goes_only_to_who_knows_of_the_hearing_when_it_is_sent(addressed: Cast) -> None:
    tell(addressed, "judge", "lawyer")
    end_mandate(addressed.parts["lawyer"].mandates.get(), addressed.caller("registry"), RULE)
    assert send_due() == 1
    assert [each.to for each in mail.outbox] == [[ADDRESS]]
    assert Notice.objects.get(recipient=addressed.people["lawyer"].pk).mail == MailState.NONE


def test_notice_to_who_has_no_address_stays_in_the_portal(heard: Cast) -> None:
    tell(heard, "clerk")
    assert send_due() == 0
    assert (Notice.objects.get().mail, Notice.objects.get().seen_at) == (MailState.NONE, None)


class Silent(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, *_messages: object) -> int:
        raise ConnectionRefusedError


def test_mail_that_cannot_be_sent_is_tried_again_and_given_up(addressed: Cast, settings: Settings) -> None:
    tell(addressed, "judge")
    settings.EMAIL_BACKEND = f"{__name__}.Silent"
    settings.NOTICE_MAIL_ATTEMPTS = 2
    assert send_due() == 0
    row = Notice.objects.get()
    assert (row.mail, row.attempts, row.next_try_at > utc_now()) == (MailState.WAITING, 1, True)
    assert send_due() == 0  # not yet due
    Notice.objects.update(next_try_at=utc_now() - timedelta(seconds=1))
    assert send_due() == 0
    assert Notice.objects.get().mail == MailState.FAILED
    Notice.objects.update(next_try_at=utc_now() - timedelta(seconds=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (send_due(), mail.outbox) == (0, [])


def test_same_thing_is_told_once(addressed: Cast) -> None:
    judge, subject = addressed.people["judge"].pk, new_id()
    for _ in range(2):
        notify([judge, judge], "taken-over", addressed.hearing.pk, subject, {})
    assert Notice.objects.count() == 1
    assert (send_due(), send_due()) == (1, 0)
