"""What this viewer can do with a hearing, as links of its page; computed from the same verdicts as the writes."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hearings.doors import Admitted
from hearings.policy import Action
from hearings.policy.words import RestrictionKind
from hearings.states import TRANSITIONS, HearingEvent, following
from hearings.web.why import presides
from playback.services.as_recorded import offers_original
from playback.services.listeners import may_read_listeners


def actions_on(admitted: Admitted) -> list[dict[str, Any]]:
    """Return ``[{label, url, danger}]``."""
    row = admitted.hearing
    found: list[dict[str, Any]] = []

    def offer(allowed: bool, label: str, name: str, *extra: str, danger: bool = False) -> None:
        if allowed:
            found.append({"label": label, "url": reverse(name, args=[row.pk, *extra]), "danger": danger})

    writes_card = admitted.may(Action.WRITE_CARD)
    offer(admitted.may(Action.MARK_SESSION), _("Mark the session"), "hearings:session")
    offer(admitted.may(Action.WRITE_ENTRY), _("Note why there is no recording"), "media:gap-note-new")
    protected = any(each.kind == RestrictionKind.PROTECTED for each in admitted.facts.restrictions)
    proposes = admitted.may(Action.PROPOSE_RESTRICTION)
    offer(protected and proposes, _("Listen to the disguised parts"), "media:disguises")
    if protected and offers_original(admitted):
        url = f"{reverse('playback:hearing', args=[row.pk])}?as_recorded=1"
        found.append({"label": _("Hear the real voices"), "url": url, "danger": False})
    offer(writes_card, _("Change the schedule"), "hearings:edit")
    offer(admitted.may(Action.ASSIGN), _("Assign a person"), "hearings:assignment-new")
    offer(admitted.may(Action.TAKE_OVER), _("Take over the hearing"), "hearings:take-over")
    held = admitted.facts.hold
    offer(admitted.may(Action.HOLD) and not held, _("Set a legal hold"), "hearings:hold")
    offer(admitted.may(Action.HOLD) and held, _("Lift the legal hold"), "hearings:hold-release")
    offer(admitted.may(Action.DELETE), _("Destroy what was recorded"), "hearings:destroy", danger=True)
    offer(may_read_listeners(admitted), _("Who listened"), "playback:listeners")
    if admitted.may(Action.BREAK_GLASS):
        url = f"{reverse('hearings:break-glass-new')}?{urlencode({'object': row.pk})}"
        found.append({"label": _("Ask for break-glass"), "url": url, "danger": False})
    offer(presides(admitted), _("Why may somebody see this, or not?"), "hearings:why")
    for event, label in (
        (HearingEvent.ADJOURN, _("Adjourn")),
        (HearingEvent.RESCHEDULE, _("Schedule again")),
    ):
        offer(
            writes_card and following(TRANSITIONS, row.state, event) is not None,
            label,
            "hearings:event",
            str(event),
        )
    cancel = writes_card and following(TRANSITIONS, row.state, HearingEvent.CANCEL) is not None
    offer(cancel, _("Cancel the hearing"), "hearings:event", "cancel", danger=True)
    return found
