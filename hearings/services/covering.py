"""Names of protected people taken out of what was written about cases and restrictions, and put back."""

from collections.abc import Iterable, Sequence
from typing import Final

from foundation.models import OpaqueModel
from hearings.models import Case, Restriction
from hearings.policies.veil import Veil, to_seal, true_texts
from hearings.services.envelopes import lay, opened

CASE_TEXTS: Final = ("title",)
RESTRICTION_TEXTS: Final = ("ruling_number", "ordered_by", "ground")


def cover_texts(case_ids: Iterable[str], hearing_ids: Iterable[str], veil: Veil) -> None:
    """Let the texts of cases, and of restrictions on hearings, say what they truly say but for protected names."""
    cover_rows(list(Case.objects.filter(pk__in=list(case_ids))), CASE_TEXTS, veil)
    cover_rows(list(Restriction.objects.filter(hearing__in=list(hearing_ids))), RESTRICTION_TEXTS, veil)


def cover_rows(rows: Sequence[OpaqueModel], fields: Sequence[str], veil: Veil) -> None:
    """Do the same for rows of any one table, in memory too; what was taken out is sealed beside them."""
    sealed = opened(row.pk for row in rows)
    changed = {}
    for row in rows:
        kept = sealed.get(row.pk, {})
        shown = {name: str(getattr(row, name)) for name in fields}
        true = true_texts(shown, kept)
        covered = {name: _fitting(row, name, veil.cover(text)) for name, text in true.items()}
        if covered != shown:
            type(row)._default_manager.filter(pk=row.pk).update(**covered)  # noqa: SLF001  of whatever table it is
            for name, text in covered.items():
                setattr(row, name, text)
        if (sealing := to_seal(true, covered)) != kept:
            changed[row.pk] = sealing
    if changed:
        lay(changed)


def _fitting(row: OpaqueModel, name: str, text: str) -> str:
    """A mask may be longer than a short name."""
    return text[: getattr(type(row), name).field.max_length]
