"""What can go wrong in custody."""


class CustodyError(Exception):
    """Base of the room's errors."""


class OutsideTransaction(CustodyError):
    """An audit row was written outside the transaction of its act: a defect of the caller."""


class OutsideLog(CustodyError):
    """A court's id cannot name a folder, so its acts have no log: a defect of the caller."""


class LogDamaged(CustodyError):
    """The files of a log do not lead to its last root; nothing is added until a person has looked."""


class NotSigned(CustodyError):
    """No checkpoint covers this yet; the signer has not been here."""
