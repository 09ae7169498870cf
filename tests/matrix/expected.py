"""What each address must answer, from the second reading of the policy alone: nothing of the product is imported."""

from dataclasses import dataclass

from tests.hearings.policy import oracle
from tests.matrix.people import Person
from tests.matrix.states import State

SIGN_IN, FORBIDDEN, ABSENT, NOT_READY, GONE, HELD = "401", "403", "404", "409", "410", "423"
YES, NOTHING = "yes", "nothing"
"""Done or shown; answered, but without anything of the part."""
OF_SCOPE = {"e": "read", "c": "read", "card": "cards", "upload": "upload"}
NEEDS_CONTENT = {"upload", "protocol", "delete"}
DUTIES = {
    "upload": {"upload", "w"},
    "protocol": {"protocol", "w"},
    "card": {"card", "w"},
    "propose": {"rulings", "w"},
    "delete": {"rulings", "w"},
    "rulings": {"rulings"},
    "take-over": {"take-over"},
    "a": {"a"},
}
"""Words of the second reading that give a duty; `w` is the clerk's whole bundle."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One person in one state; ``excluded`` as in the second reading."""

    who: Person
    state: State
    excluded: str

    def _letters(self, columns: frozenset[str], excluded: str, *, whole: bool) -> set[str]:
        who = self.who
        found = oracle.allowed(self.row, columns, excluded, who.helps, whole=whole)
        return {each for each in found if OF_SCOPE[each] == who.scope} if who.scope else found

    @property
    def row(self) -> str:
        """The row of the second reading that holds in this state."""
        return self.who.row_in(transferred=self.state.transferred)

    @property
    def hearing(self) -> set[str]:
        """What the person has of the hearing as such."""
        if self.state.whole:
            return self._letters(self.state.columns, self.excluded, whole=True)
        return self._letters(self.state.columns & {"sealed"}, "nobody", whole=True)

    @property
    def part(self) -> set[str]:
        """What the person has of the part."""
        if self.state.whole:
            return self.hearing
        return self._letters(self.state.columns, self.excluded, whole=False)

    @property
    def is_nobody(self) -> bool:
        """Whether no credentials come at all."""
        return self.who.row == "anonymous"

    @property
    def has_new_borders(self) -> bool:
        """Whether less is left than before, but not nothing: a witness has heard all of a public hearing, and now hears
        the own examination. Its borders are segments that were not there, and old addresses are dead.
        """
        is_public = self.who.row == "witness" and "public" in self.who.helps
        return is_public and bool(self.state.columns - {"sealed"})

    @property
    def disguised(self) -> bool:
        """Whether the disguised version is still to be made: until then nothing of the part is played or read."""
        return "protected" in self.state.columns


def _refused(cell: Cell) -> str:
    if cell.is_nobody:
        return SIGN_IN
    return FORBIDDEN if "e" in cell.hearing else ABSENT


def existence(cell: Cell) -> str:
    """Everything but 404 tells that the hearing exists."""
    return YES if "e" in cell.hearing and not cell.is_nobody else _refused(cell)


def card(cell: Cell) -> str:
    """The card and what else is class c."""
    return YES if "c" in cell.hearing and not cell.is_nobody else _refused(cell)


def entries(cell: Cell) -> str:
    """The card opens the door, the text is read part by part."""
    if cell.is_nobody:
        return SIGN_IN
    if not {"c", "t"} <= cell.hearing and not (cell.state.expired and "c" in cell.hearing):
        return _refused(cell)
    if cell.state.expired:
        return GONE
    return YES if _text(cell) else NOTHING


def search(cell: Cell) -> str:
    """Everybody may search; hits are of what may be read."""
    if cell.is_nobody:
        return SIGN_IN
    readable = "e" in cell.hearing and "t" in cell.hearing and not cell.state.expired
    return YES if readable and _text(cell) else NOTHING


def _text(cell: Cell) -> bool:
    """Of a protected part only those read who write the log, without the names, until its version is released."""
    if cell.disguised and not {"protocol", "w"} & cell.part:
        return False
    return "t" in cell.part


def playlist(cell: Cell) -> str:
    """Opening a play."""
    if cell.state.expired:
        return GONE if "e" in cell.hearing and not cell.is_nobody else _refused(cell)
    if "s" not in cell.hearing or cell.is_nobody:
        return _refused(cell)
    return NOT_READY if cell.disguised and cell.state.whole else YES


def stream(cell: Cell) -> str:
    """What a play that is opened now holds of the part."""
    opened = playlist(cell)
    if opened != YES:
        return opened
    return YES if "s" in cell.part and not cell.disguised else NOTHING


def segment(cell: Cell) -> str:
    """The very bytes of the part that were there before, in a play that is opened now."""
    found = stream(cell)
    return NOTHING if found == YES and cell.state.whole and cell.has_new_borders else found


def direct(cell: Cell) -> str:
    """An address that this person was given before the state came; of who was given none, somebody else's."""
    row = cell.who.row_in(transferred=False)
    before = oracle.allowed(row, frozenset(), "nobody", cell.who.helps, whole=True)
    if cell.is_nobody or row == "client" or "s" not in before:
        return ABSENT
    if cell.state.expired:
        return GONE if "e" in cell.hearing else ABSENT
    return YES if "s" in cell.part and not cell.disguised and not cell.has_new_borders else ABSENT


def original(cell: Cell) -> str:
    """One file holds all of the session: whoever reads it reads every part (R6)."""
    if cell.state.expired:
        return GONE if "e" in cell.hearing and not cell.is_nobody else _refused(cell)
    letters = cell._letters(cell.state.columns, cell.excluded, whole=True)
    return YES if "o" in letters else _refused(cell)


def duty(cell: Cell, name: str) -> str:
    """Writing, by the words that give it."""
    if not DUTIES[name] & cell.hearing:
        return _refused(cell)
    if cell.state.expired and name in NEEDS_CONTENT:
        return GONE
    return HELD if cell.state.hold and name == "delete" else YES


def ruling(cell: Cell) -> str:
    """A restriction as an object is there for those alone who propose and decide."""
    if cell.is_nobody:
        return SIGN_IN
    if not DUTIES["propose"] & cell.hearing:
        return ABSENT
    return YES if DUTIES["rulings"] & cell.hearing else FORBIDDEN


def listeners(cell: Cell) -> str:
    """Who listened is read by the presiding judge; a judge above has the audit log, but not this page."""
    return FORBIDDEN if cell.row == "appeal" and "e" in cell.hearing else page(cell, "a")


def page(cell: Cell, name: str) -> str:
    """A page signs nobody in by a bearer."""
    return SIGN_IN if cell.who.row in oracle.NOBODY_IN_PARTICULAR else duty(cell, name)
