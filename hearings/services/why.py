"""Why somebody may or may not see a hearing: the verdicts that this person would get, with their rules."""

from dataclasses import dataclass, replace
from typing import Final

from accounts.models import User
from accounts.policies.caller import Caller
from foundation.ids import new_id
from hearings.doors import Admitted
from hearings.policies.facts import hearing_facts
from hearings.policies.subject import subject_of
from hearings.policy import Action, Verdict, decide
from hearings.policy.facts import Interval, Subject
from hearings.services.protected_spans import leaders_of

ASKED: Final = (
    Action.EXISTS,
    Action.CARD,
    Action.TIMELINE,
    Action.ENTRIES,
    Action.PLAYLIST,
    Action.ORIGINAL,
    Action.ASK_COPY,
    Action.WRITE_ENTRY,
    Action.PROPOSE_RESTRICTION,
    Action.CONFIRM_OR_LIFT,
    Action.READ_IDENTITY,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person would be told about one action."""

    action: Action
    verdict: Verdict


def subject_named(username: str) -> Subject:
    """Return the subject of an account; of a name that nobody has, somebody without any place: both look alike."""
    user = User.objects.filter(username=username, is_active=True).first()
    return subject_of(Caller(user=user)) if user is not None else Subject(new_id())


def answers_for(admitted: Admitted, username: str, at_ms: int | None, purpose: str = "") -> list[Answer]:
    """Return the verdicts on a hearing, or on the moment ``at_ms`` of it, for the person of this name."""
    subject = replace(subject_named(username), purpose=purpose)
    facts = hearing_facts(admitted.hearing, admitted.cases, subject, admitted.now)
    # Else the page would tell whose account stands behind which pseudonym.
    known = leaders_of(each.participant_id for each in facts.participations)
    facts = replace(
        facts, participations=tuple(p for p in facts.participations if p.participant_id not in known)
    )
    part = None if at_ms is None else Interval(at_ms, at_ms)
    return [Answer(each, decide(subject, each, facts, part, now=admitted.now)) for each in ASKED]
