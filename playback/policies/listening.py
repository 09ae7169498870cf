"""Who learns what of other people's listening (R14 of the access rules), as a pure function.

What a judge heard is read by that judge alone. Of a party, of counsel and of everybody else whom a case brings in, only
the dates on which something was disclosed are told. Of the clerks who keep the hearing all is told: when, and what.
"""

from enum import Enum


class Told(Enum):
    """What the reader learns of a person's listening."""

    NOTHING = "nothing"
    DATES = "dates"
    ALL = "all"


def told(*, is_reader: bool, is_judge: bool, is_clerk_here: bool, takes_part: bool) -> Told:
    """Return what is told of a person. The strictest of what a person is decides; strangers are told of by date."""
    if is_reader:
        return Told.ALL
    if is_judge:
        return Told.NOTHING
    return Told.ALL if is_clerk_here and not takes_part else Told.DATES
