"""States of a hearing in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
