"""Names of months in file names, by their first three letters, in the languages that recorders were sold in."""

from collections.abc import Mapping

MONTHS: Mapping[str, int] = {
    start: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "- - - - май - - - - - - -",
    )
    for number, start in enumerate(names.split(), start=1)
    if start != "-"
}


def month_number(name: str) -> int | None:
    """Return 1 to 12, or None for a word that is no month."""
    return MONTHS.get(name.casefold()[:3])
