"""Saving what another system has named: its id names one row, in whatever court or case."""

from django.db import IntegrityError, transaction

from foundation.problems import Conflict
from hearings.models import Hearing, Participant


def save_new(row: Hearing | Participant) -> None:
    """Insert the row; raises Conflict when its external id is another row's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict from error
