"""New passwords where no mail is sent: a code on paper, given after the identity was seen, sets one."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from accounts.errors import CodeOver, ReasonNeeded
from accounts.models import NoticeKind, PaperCode, PaperCodeKind, User
from accounts.policies.caller import Caller
from accounts.services.epochs import raise_epochs, user_key
from accounts.services.lockout import unlock
from accounts.services.notices import leave_notice
from accounts.services.paper_codes import Giving, give_code, spend
from accounts.services.sessions import end_sessions, sessions_of
from courts.models import Court
from custody.services.outbox import Actor, record
from foundation.problems import Conflict, Forbidden

RULE = "paper-code"
REASON_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What the giver saw and ticked: the kind of document, and whether and why the second factor goes."""

    document: str
    frees_second_factor: bool = False
    reason: str = ""


def give_reset_code(
    user: User, court: Court | None, seen: Seen, caller: Caller, rule: str
) -> tuple[PaperCode, str]:
    """Give a person whose identity was seen a code for a new password; returns its row and how it is written.

    Raises Forbidden (the own account), Conflict (the account is switched off), ReasonNeeded.
    """
    if user == caller.user:
        raise Forbidden
    if not user.is_active:
        raise Conflict
    if seen.frees_second_factor and len(seen.reason.strip()) < REASON_LETTERS:
        raise ReasonNeeded
    giving = Giving(
        kind=PaperCodeKind.RESET,
        subject=user.pk,
        court=court,
        document=seen.document,
        hours=settings.RESET_CODE_HOURS,
        frees_second_factor=seen.frees_second_factor,
        reason=seen.reason.strip() if seen.frees_second_factor else "",
    )
    return give_code(giving, caller, rule)


def person_of(code: PaperCode) -> User:
    """Return whose password a code sets. Raises CodeOver for an account that was switched off meanwhile."""
    user = User.objects.filter(pk=code.subject, is_active=True).first()
    if user is None:
        raise CodeOver
    return user


@transaction.atomic
def reset_password(code: PaperCode, password: str, address: str) -> User:
    """Set the new password, end every sign-in, and leave word for the person. Raises CodeOver.

    The second factor stays unless the giver of the code ticked otherwise.
    """
    user = person_of(code)
    actor = Actor(user.pk, {"address": address})
    spend(code, user, actor)
    user.set_password(password)
    user.save(update_fields=["password"])
    court = code.court_id or ""
    record("user.password_reset", actor=actor, object_id=user.pk, court=court, rule=RULE)
    leave_notice(user, NoticeKind.PASSWORD_RESET, code.court)
    if code.frees_second_factor and Authenticator.objects.filter(user=user).delete()[0]:
        private = {"reason": code.reason}
        record(
            "user.second_factor_removed",
            actor=actor,
            object_id=user.pk,
            court=court,
            rule=RULE,
            private=private,
        )
        leave_notice(user, NoticeKind.SECOND_FACTOR_REMOVED, code.court)
    end_sessions(user, sessions_of(user), actor=actor)
    unlock(user, actor=actor)
    raise_epochs(user_key(user.pk))
    return user
