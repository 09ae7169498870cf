"""Problems of the protocol."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Invalid


class EntryChanged(Conflict):
    """Somebody saved another version meanwhile; both are in the answer."""

    code = "entry-changed"
    title = _("Somebody else has changed this entry meanwhile. Compare both versions and save again.")


class ImportInvalid(Invalid):
    """At least one row does not hold; nothing was imported."""

    code = "import-invalid"
    title = _("Nothing was imported: some rows need correction.")


class TooManyRows(Invalid):
    """More rows than one import may have."""

    code = "import-too-large"
    title = _("Too many rows at once. Send them in several imports.")


class KeyReused(Invalid):
    """The idempotency key came with another body before."""

    code = "idempotency-key-reused"
    title = _("This Idempotency-Key was used for another import before.")


class NothingToUndo(Conflict):
    """The entry has no earlier version."""

    code = "nothing-to-undo"
    title = _("There is nothing to undo.")
