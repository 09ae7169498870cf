"""Problems of the hearings room."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Forbidden, Invalid


class TransitionRefused(Conflict):
    """The hearing's state does not allow this event."""

    code = "transition-refused"
    title = _("The hearing's present state does not allow this.")


class BoundsInvalid(Invalid):
    """Session bounds must be in order and within two days."""

    code = "bounds-invalid"
    title = _("The end of the session must be after its beginning, and not more than two days later.")


class NumberTaken(Conflict):
    """The court has a case with this number already."""

    code = "number-taken"
    title = _("This court has a case with this number already.")


class RestrictionInvalid(Invalid):
    """A restriction's kind, place, channels or exclusions do not hold."""

    code = "restriction-invalid"
    title = _("This restriction cannot be ordered like that.")


class RestrictionStands(Conflict):
    """The restriction's state does not allow this event."""

    code = "restriction-state"
    title = _("The restriction has been decided on meanwhile. Reload and look at it again.")


class UndoOver(Conflict):
    """Only who closed a part may undo it, and only at once."""

    code = "undo-over"
    title = _("This can no longer be undone. A judge decides on it now.")


class SecondPersonNeeded(Forbidden):
    """Who proposes a lift never approves it (R12)."""

    code = "second-person-needed"
    title = _("Another person must approve what you have proposed.")


class NarrowingNeedsLift(Conflict):
    """A change would withhold less than the ruling."""

    code = "narrowing-needs-lift"
    title = _("This would withhold less. Order the narrower restriction and propose to lift this one.")
