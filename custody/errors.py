"""What can go wrong in custody."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Problem


class CustodyError(Exception):
    """Base of the room's errors."""


class OutsideTransaction(CustodyError):
    """An audit row was written outside the transaction of its act: a defect of the caller."""


class OutsideLog(CustodyError):
    """A court's id cannot name a folder, so its acts have no log: a defect of the caller."""


class LogDamaged(CustodyError):
    """The files of a log do not lead to its last root; nothing is added until a person has looked."""


class StoreSilent(Problem, OSError):
    """Where recordings are kept refuses, does not answer in time, or has something else than it was given.

    To who reads it is a disk that fails; ``what`` is for the log, a user gets the title.
    """

    status = 503
    code = "store-silent"
    title = _("The storage of the recordings does not answer. Nothing is lost; please try again in a moment.")
    wait = 4
    """Seconds after which it is worth asking again."""

    def __init__(self, what: str = "") -> None:
        super().__init__()
        self.what = what

    def __str__(self) -> str:
        return self.what


class NotSigned(CustodyError):
    """No checkpoint covers this yet; the signer has not been here."""
