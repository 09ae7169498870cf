"""States of the mail about a notice, as data."""

from enum import StrEnum


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    NONE = "none"
    FAILED = "failed"


MAIL_TRANSITIONS = {
    MailState.WAITING: frozenset({MailState.SENT, MailState.NONE, MailState.FAILED}),
    MailState.SENT: frozenset(),
    MailState.NONE: frozenset(),
    MailState.FAILED: frozenset(),
}
