"""Protected parts as they were recorded: for who may have the original, by a second sign-in where it asks for one."""

from collections.abc import Iterator
from datetime import datetime

from hearings.doors import Admitted
from hearings.policies.restrictions import closed_ms
from hearings.policy import Action, Verdict, protections
from hearings.policy.facts import Interval
from hearings.policy.verdict import Reason


def offers_original(admitted: Admitted) -> bool:
    """Tell whether this viewer may hear any protected part as it was recorded, now or by a second sign-in."""
    verdicts = (admitted.verdict_on(Action.ORIGINAL, part) for part in _protected(admitted))
    return any(verdict.allowed or verdict.reason is Reason.STEP_UP for verdict in verdicts)


def require_original(admitted: Admitted) -> Verdict:
    """Return the verdict by which a protected part is heard as it was recorded, else raise the problem of the first."""
    parts = list(_protected(admitted))
    verdicts = (admitted.verdict_on(Action.ORIGINAL, part) for part in parts)
    allowing = next((verdict for verdict in verdicts if verdict.allowed), None)
    return allowing or admitted.require(Action.ORIGINAL, parts[0] if parts else None)


def sitting_at(admitted: Admitted) -> datetime | None:
    """Return the second sign-in that opens this hearing's original to the caller, None where there is none."""
    subject = admitted.subject
    own = [at for hearing_id, at in subject.sittings if hearing_id == admitted.hearing.pk]
    return max([*own, *([subject.step_up_at] if subject.step_up_at else [])], default=None)


def _protected(admitted: Admitted) -> Iterator[Interval]:
    for part in protections(admitted.facts.restrictions, closed_ms(admitted.hearing)):
        yield Interval(part.start_ms, part.end_ms)
