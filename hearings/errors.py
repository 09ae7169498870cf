"""Problems of the hearings room."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Invalid


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
