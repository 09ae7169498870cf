"""A second reading of policy.md, written from its text alone: this module imports nothing of the product.

A row says in letters what a role has in a column; `x?help` gives x only with that help, `x?one+other` with both,
`x?one|other` with either. Several restrictions on one part leave what all of their columns give (R6); an identity (i)
stands behind a protection wherever it is asked for. Provisional and ex parte are no columns of the text: they are
derived below as its model section derives them.
"""

from collections.abc import Iterator
from itertools import product

COLUMNS = ("protected", "closed", "provisional", "ex_parte", "off_record", "off_record_proposed", "sealed")
HELPS = ("purpose", "step-up", "sitting", "sworn", "order", "same-day", "public")
EXCLUDED = ("nobody", "this person", "another side")
CONTENT = {"t", "s", "o", "k", "K", "i"}

JUDGE_DUTIES = "a rulings protocol retire hold countersign"
CLERK_DUTIES = "w custody retire"
# Break-glass of the chair: whom it opens content is an order; who listened is read in an inquiry alone (R14).
CHAIR_DUTIES = "retire hold countersign break-glass inquiry?order"
JUDGE = (f"e c t s o K {JUDGE_DUTIES} i?step-up",) * 2
PARTY = (
    "e c t s",
    "e c t s k?order",
    "e c t s o?order i?order+step-up",
    "e?order c?order t?order s?order k?order",
)
NAMED = "e?order c?order t?order s?order o?order k?order"
REGISTRY = "e c card parties assign retire hold"

# role: (open, closed, protected, sealed); what the table of policy.md says in its four columns
ROWS: dict[str, tuple[str, str, str, str]] = {
    "anonymous": ("", "", "", ""),
    "party": PARTY,
    "lawyer": PARTY,
    "prosecutor": PARTY,
    "victim": ("e c t s", "e c t s k?order", "e c t s", NAMED),
    "witness": ("e c s", "e c s", "e c s", ""),
    "judge": (*JUDGE, f"e c t s o?step-up|sitting i?step-up {JUDGE_DUTIES}", JUDGE[0]),
    "assistant": ("e c t s", "e c t s", "e c t s", "e?order c?order t?order s?order"),
    "judge2": ("e c t?purpose s?purpose", "e", "e c t?purpose s?purpose", ""),
    "judge3": ("", "", "", ""),
    "appeal": (*JUDGE, f"e c t s o?step-up|sitting i?step-up {JUDGE_DUTIES}", JUDGE[0]),
    "chair": (
        f"e c t s {CHAIR_DUTIES}",
        f"e c {CHAIR_DUTIES}",
        f"e c t s {CHAIR_DUTIES}",
        f"e {CHAIR_DUTIES}",
    ),
    "clerk": (
        f"e c t s o {CLERK_DUTIES}",
        f"e c t s o {CLERK_DUTIES}",
        f"e c t s o?sworn {CLERK_DUTIES}",
        "e?order c?order t?order s?order o?order w?order custody?order retire?order",
    ),
    "clerk2": ("e c take-over?same-day", "e take-over?same-day", "e c take-over?same-day", ""),
    "registry": (REGISTRY, REGISTRY, REGISTRY, " ".join(f"{word}?order" for word in REGISTRY.split())),
    "clerk3": ("", "", "", ""),
    "outsider": ("", "", "", ""),
    "recused": ("", "", "", ""),
    "courtadmin": ("row", "row", "row", "row"),
    "admin": ("", "", "", ""),
    "observer": ("proof s?order", "proof s?order", "proof s?order", "proof"),
    "client": ("e c upload card", "e upload", "e c upload", ""),
}
# Roles of the demonstration that the table has only with an order of their own: here of e, c and s, in open parts.
MORE_ROWS: dict[str, tuple[str, str, str, str]] = {"expert": ("e c s", "", "e c s", "")}
# Whoever an order names has, besides the own role, what the order lists; an observer's order opens the stream alone.
BY_ORDER = (NAMED, NAMED, "e?order c?order s?order o?order", NAMED)
# Where the court publishes: everybody who has credentials or none, but open parts only.
PUBLIC = ("e c s", "", "", "")
STAFF_OF_THE_CASE = {"judge", "appeal", "clerk", "assistant"}
PARTS = {"w": {"upload"}, "a": {"custody", "proof"}, "custody": {"proof"}}
PLACES = {"open": 0, "closed": 1, "protected": 2, "sealed": 3}
NOBODY_IN_PARTICULAR = {"anonymous", "client"}
NEVER_NAMED = {*NOBODY_IN_PARTICULAR, "observer"}


def allowed(
    role: str, columns: frozenset[str], excluded: str, helps: frozenset[str], *, whole: bool
) -> set[str]:
    """Return the letters that a role has of a part (or of a whole hearing) under all these restrictions at once."""
    reads = [(role, (ROWS | MORE_ROWS)[role])]
    if "order" in helps and role not in NEVER_NAMED:
        reads.append(("named", BY_ORDER))
    if "public" in helps and role != "client":
        reads.append(("public", PUBLIC))
    found: set[str] = set()
    for name, row in reads:
        found |= _of_one(name, row, columns, helps) - {"i"}
        found |= _of_one(name, row, columns | {"protected"}, helps) & {"i"}
    if role == "chair" and "protected" in columns:
        found -= {"o", "i"}  # never, whatever an order lists
    if role == "victim" and "protected" in columns and "order" in helps and whole:
        found -= {"o"}  # the own testimony only
    if excluded == "this person" and role not in NOBODY_IN_PARTICULAR:
        found = _left_to_the_excluded(role, found, columns)
    return found


def _of_one(name: str, row: tuple[str, ...], columns: frozenset[str], helps: frozenset[str]) -> set[str]:
    """Return what one reason to see something gives: two reasons never add up, so each is read alone."""
    texts = [_cell(name, row, column, helps) for column in columns] or [_words(row[0], helps)]
    return set.intersection(*texts)


def _words(text: str, helps: frozenset[str]) -> set[str]:
    pairs = [word.partition("?") for word in text.split()]
    given = {letter for letter, _, need in pairs if _met(need, helps)}
    return given.union(*(PARTS.get(letter, set()) for letter in given))


def _met(need: str, helps: frozenset[str]) -> bool:
    ways = (set(way.split("+")) for way in need.split("|"))
    return not need or any(way <= helps for way in ways)


def _cell(name: str, row: tuple[str, ...], column: str, helps: frozenset[str]) -> set[str]:
    if column in PLACES:
        return _words(row[PLACES[column]], helps)
    closed = _words(row[1], helps)
    if column == "ex_parte":
        return closed
    if column == "provisional":
        return closed if name in STAFF_OF_THE_CASE else closed - CONTENT
    return _off_record(name, row, helps, proposed=column == "off_record_proposed")


def _off_record(name: str, row: tuple[str, ...], helps: frozenset[str], *, proposed: bool) -> set[str]:
    """Nobody plays or reads it; staff know of it, and the judge who rules so must be able to lift it."""
    always = {
        "judge": f"e {JUDGE_DUTIES}",
        "appeal": f"e {JUDGE_DUTIES}",
        "clerk": "e upload",
        "assistant": "e",
    }
    always |= {"client": "upload", "observer": "proof", "courtadmin": "row"}
    if proposed and name in {"judge", "appeal"}:
        return _words(row[1], helps)
    if proposed and name == "clerk":  # writes of it, hears nothing
        return _words(f"e c t {CLERK_DUTIES}", helps)
    return _words(always.get(name, ""), helps)


def _left_to_the_excluded(role: str, found: set[str], columns: frozenset[str]) -> set[str]:
    """An exclusion leaves existence and card; of a part held ex parte nothing at all."""
    if not columns - {"sealed"}:
        return found
    return set() if "ex_parte" in columns else found & {"e", "c"}


def situations() -> Iterator[tuple[str, frozenset[str], str, frozenset[str], bool]]:
    """Every role x set of restrictions x exclusion x set of helps, of a part and of a whole hearing."""
    for role, whole, excluded in product(ROWS, (False, True), EXCLUDED):
        for columns in subsets(COLUMNS):
            for helps in subsets(HELPS):
                yield role, columns, excluded, helps, whole


def subsets(words: tuple[str, ...]) -> Iterator[frozenset[str]]:
    for bits in product((False, True), repeat=len(words)):
        yield frozenset(word for word, taken in zip(words, bits, strict=True) if taken)
