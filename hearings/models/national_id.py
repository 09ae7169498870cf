"""By what a participant is recognised when another system says who somebody is."""

from django.conf import settings
from django.db import models

from foundation.models import OpaqueModel
from hearings.models.participant import Participant

DIGEST_LETTERS = 64


class NationalId(OpaqueModel):
    """A keyed hash of the participant's national id; entered once, compared, never read.

    ``entered_by`` is empty where another system of the court has brought it.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="national_id")
    digest = models.CharField(max_length=DIGEST_LETTERS, db_index=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__regex=rf"^[0-9a-f]{{{DIGEST_LETTERS}}}$"),
                name="national_id_is_a_hash",
            )
        ]
