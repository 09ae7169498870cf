"""One notice to one person."""

from django.db import models
from django.db.models import Q

from foundation.clock import utc_now
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from notices.states import MailState

KIND_MAX = 24


class Notice(OpaqueModel):
    """What a person is told: ``kind`` is a word of a room above, ``subject`` what happened, ``object`` to what.

    Ids are opaque strings: this room knows neither people nor hearings. ``details`` are for the page of the notice,
    which shows them to who may know of the object; no mail carries them.
    """

    recipient = models.CharField(max_length=ID_LENGTH)
    kind = models.CharField(max_length=KIND_MAX)
    object = models.CharField(max_length=ID_LENGTH)
    subject = models.CharField(max_length=ID_LENGTH)
    details = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=utc_now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["recipient", "seen_at"]),
            models.Index(
                fields=["next_try_at"], condition=Q(mail=MailState.WAITING), name="notice_mail_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "subject"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(mail__in=[state.value for state in MailState]), name="notice_mail_known"
            ),
            models.CheckConstraint(
                condition=Q(mail=MailState.SENT, mailed_at__isnull=False)
                | (~Q(mail=MailState.SENT) & Q(mailed_at=None)),
                name="notice_mailed_has_date",
            ),
        ]
