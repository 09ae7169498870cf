"""Codes on paper: how they are written, read back and checked, without a look at the database.

Sixteen signs in groups of four: five that name the slip, ten that are secret (48 bits), one that shows a slip of the
pen. Signs that look alike on paper are left out, and what people type in their place is understood.
"""

import secrets
from dataclasses import dataclass

from accounts.models.paper_code import NAME_SIGNS

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"
"""29 signs, a prime number: the last sign finds any one wrong sign and any two that changed places."""
SECRET_SIGNS, GROUP = 10, 4
SIGNS = NAME_SIGNS + SECRET_SIGNS + 1
TYPED_MAX = 64
MEANT = str.maketrans({"S": "5", "Z": "2"} | dict(zip("АВЕКМНРСТУХ", "ABEKMHPCTYX", strict=True)))
"""What is typed for a sign: the keys of the Cyrillic keyboard that show the same letter, letters read for digits."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code in two parts: ``name`` is no secret and finds the slip, ``secret`` proves that somebody holds it."""

    name: str
    secret: str

    def written(self) -> str:
        """Return it as it stands on paper: ``ABCD-EFGH-JKMN-PQRT``."""
        signs = self.name + self.secret
        signs += _check(signs)
        return "-".join(signs[at : at + GROUP] for at in range(0, SIGNS, GROUP))


def new_code() -> Code:
    """Return a code that nobody can guess."""
    return Code(_draw(NAME_SIGNS), _draw(SECRET_SIGNS))


def read_code(typed: str) -> Code | None:
    """Return what somebody meant to type; None if it cannot be a code, which a slip of the pen makes it."""
    signs = "".join(sign for sign in typed[:TYPED_MAX].upper().translate(MEANT) if sign.isalnum())
    if len(signs) != SIGNS or not set(signs) <= set(ALPHABET) or _check(signs[:-1]) != signs[-1]:
        return None
    return Code(signs[:NAME_SIGNS], signs[NAME_SIGNS:-1])


def _draw(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _check(signs: str) -> str:
    """Return the last sign: the weighted sum, each place with a weight of its own below the prime."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]
