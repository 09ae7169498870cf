"""Problems of the accounts room."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Invalid, Problem

UNKNOWN_PASSKEY = _("The portal does not know this passkey, or it took too long. Try again.")


class StepUpRefused(Invalid):
    """Neither password nor code nor passkey is right."""

    code = "step-up-refused"
    title = _("The password or the code is not right.")


class SignInRests(Problem):
    """Too many failures: a right password would not help for a while either."""

    status = 429
    code = "sign-in-rests"
    title = _("Too many failed tries. Please wait and try again later.")

    @property
    def wait(self) -> int:
        """Seconds after which it is worth another try."""
        return int(settings.LOGIN_LOCK_S)


class CodeOver(Conflict):
    """The code on paper has been used, revoked or replaced, or its time is over."""

    code = "code-over"
    title = _("This code is no longer valid. Ask the court for another one.")


class NameTaken(Conflict):
    """Another account has this sign-in name."""

    code = "sign-in-name-taken"
    title = _("This sign-in name is taken. Choose another one.")


class ReasonNeeded(Invalid):
    """A second factor is taken away only with a reason."""

    code = "reason-needed"
    title = _("Say why the second factor is removed, in at least 10 letters.")


class LastWayIn(Conflict):
    """Without this the person could not sign in."""

    code = "last-way-in"
    title = _("Add another way to sign in first: a passkey, or a password with a code from the court.")
