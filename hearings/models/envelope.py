"""What is sealed of protected people, apart from the rows that everybody reads."""

from django.db import models

from foundation.ids import ID_LENGTH

KEY_ID_MAX = 40


class Envelope(models.Model):
    """What a row said before a name was taken out of it, sealed; ``owner`` is the id of that row.

    Of a participant it is the identity: name, account, other systems' id, and words that were chosen to be covered
    besides. Of a case, a restriction or a version of an entry it is the texts with the name in them. Of a hearing it is
    the chosen words of its protected ranges, by the restriction.
    """

    owner = models.CharField(primary_key=True, max_length=ID_LENGTH)
    key_id = models.CharField(max_length=KEY_ID_MAX)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.owner
