"""Problems of the hearings room."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Forbidden, Invalid, Problem


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


class DisguiseStands(Conflict):
    """The disguise's state does not allow this event."""

    code = "disguise-state"
    title = _("This disguise has been decided on meanwhile. Reload and look at it again.")


class LinesUndecided(Conflict):
    """Lines of the part may tell who it is, and nobody has decided on them."""

    code = "lines-undecided"
    title = _("Decide first on each line of the protocol that may tell who it is.")


class LinesChanged(Conflict):
    """Lines of the part are others than those that were read."""

    code = "lines-changed"
    title = _("The protocol of this part was changed meanwhile. Read its lines again.")


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


class BreakGlassStands(Conflict):
    """The same person asked for the same already, and it waits or runs."""

    code = "break-glass-stands"
    title = _("You have asked for this already. It waits for the second person, or is open.")


class BreakGlassDecided(Conflict):
    """The request's state does not allow this event."""

    code = "break-glass-decided"
    title = _("This request has been decided on, or its time is over.")


class NotACourtAbove(Invalid):
    """A case is sent to a court above its own, to no other."""

    code = "not-a-court-above"
    title = _("A case can be sent only to a court that stands above its own.")


class EntryRefused(Conflict):
    """Only who takes part and has no account yet is given a code to enter with."""

    code = "entry-refused"
    title = _("This participant has an account already, or takes part no longer.")


class WitnessNotChosen(Invalid):
    """A witness is given an account only where somebody has chosen so."""

    code = "witness-not-chosen"
    title = _("Witnesses have no account by default. Tick that this one shall have one.")


class ResetRefused(Forbidden):
    """This desk does not help this account."""

    code = "reset-refused"
    title = _(
        "Their administrator helps people of the court, and somebody else of the court helps whom you have tied "
        "to the case yourself."
    )


class IdentityUnreadable(Problem):
    """The key of an envelope is missing, or it was changed."""

    status = 503
    code = "identity-unreadable"
    title = _("The sealed identity cannot be opened at the moment. Tell the administrator.")


class PersonKnown(Conflict):
    """The case has this person already; whether under a name or a pseudonym is not said."""

    code = "person-known"
    title = _("This person takes part in the case already.")


class HoldStands(Conflict):
    """A legal hold stands on the hearing already."""

    code = "hold-stands"
    title = _("A legal hold stands on this hearing already.")


class NationalIdInvalid(Invalid):
    """The text cannot be a national id."""

    code = "national-id-invalid"
    title = _("This cannot be a national id. Compare it with the document.")


class RetentionRuns(Conflict):
    """The retention period has not ended, or there is none and the hearing is kept for ever; ``until`` says which."""

    code = "retention-runs"
    title = _("The retention period of this hearing has not ended yet.")


class ActStands(Conflict):
    """The hearing is in an act of destruction already."""

    code = "act-stands"
    title = _("This hearing is in an act of destruction already.")


class ActDecided(Conflict):
    """The act's state does not allow this event."""

    code = "act-decided"
    title = _("This act has been decided on already.")
