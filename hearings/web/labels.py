"""States of a hearing, and signs of its session, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.policies.proposal import Sign
from hearings.states import HearingState

STATE_LABELS: Mapping[HearingState, str | Promise] = {
    HearingState.SCHEDULED: _("scheduled"),
    HearingState.IN_SESSION: _("in session"),
    HearingState.RECORDED: _("recorded"),
    HearingState.PROTOCOL_SIGNED: _("protocol signed"),
    HearingState.ARCHIVED: _("archived"),
    HearingState.ADJOURNED: _("adjourned"),
    HearingState.CANCELLED: _("cancelled"),
}

SIGN_WORDS: Mapping[Sign, str | Promise] = {
    Sign.OPENING_ENTRY: _("Proposed: the entry on the opening of the session."),
    Sign.FIRST_ENTRY: _("Proposed: the first entry of the protocol."),
    Sign.FIRST_RECORDING: _("Proposed: the beginning of the first recording."),
    Sign.SCHEDULE: _("Proposed: the scheduled start."),
    Sign.CLOSING_ENTRY: _("Proposed: the entry on the closing of the session."),
    Sign.LAST_ENTRY: _("Proposed: the last entry of the protocol."),
    Sign.LAST_RECORDING: _("Proposed: the end of the last recording."),
}
