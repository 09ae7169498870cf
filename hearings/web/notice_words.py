"""What each kind of notice says."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearings.services.notices import NoticeKind

UNKNOWN: str | Promise = _("A notice")
TITLES: Mapping[NoticeKind, str | Promise] = {
    NoticeKind.TAKEN_OVER: _("A clerk has taken over a hearing of yours"),
    NoticeKind.BREAK_GLASS: _("Break-glass was used on a case of yours"),
    NoticeKind.INQUIRY: _("It was looked at when you listened, and to what, in an inquiry"),
    NoticeKind.TRANSFERRED: _("A case was sent to a court above"),
    NoticeKind.ORDER: _("An order of the court names you"),
}
