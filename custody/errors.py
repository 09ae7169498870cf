"""What can go wrong in custody."""


class CustodyError(Exception):
    """Base of the room's errors."""


class OutsideTransaction(CustodyError):
    """An audit row was written outside the transaction of its act: a defect of the caller."""
