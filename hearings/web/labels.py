"""States of a hearing and of a restriction, and signs of a session, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.policies.proposal import Sign
from hearings.policy import BandKind
from hearings.states import BreakGlassState, HearingState, RestrictionState

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

RESTRICTION_STATES: Mapping[RestrictionState, str | Promise] = {
    RestrictionState.PROPOSED: _("withheld, waits for a judge"),
    RestrictionState.CONFIRMED: _("in force"),
    RestrictionState.LIFT_PROPOSED: _("in force, a lift is proposed"),
    RestrictionState.LIFTED: _("lifted"),
    RestrictionState.REFUSED: _("refused by the judge"),
    RestrictionState.UNDONE: _("undone"),
}

BAND_KINDS: Mapping[BandKind, str | Promise] = {
    BandKind.CLOSED: _("closed"),
    BandKind.PROTECTED: _("protected"),
    BandKind.UNDECIDED: _("off the record, waits for a judge"),
    BandKind.NOT_IN_SESSION: _("not in session"),
}

BREAK_GLASS_STATES: Mapping[BreakGlassState, str | Promise] = {
    BreakGlassState.PROPOSED: _("waits for a second person"),
    BreakGlassState.APPROVED: _("open"),
    BreakGlassState.REFUSED: _("refused"),
    BreakGlassState.EXPIRED: _("over"),
    BreakGlassState.ENDED: _("ended"),
}
