"""Codes on paper that were given at a desk: to enter for the first time, or to set a new password."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel


class PaperCodeKind(models.TextChoices):
    ENTRY = "entry", _("entry")
    RESET = "reset", _("new password")


class DocumentKind(models.TextChoices):
    """What proved an identity at the desk; its number is kept nowhere."""

    IDENTITY_CARD = "identity_card", _("identity card")
    PASSPORT = "passport", _("passport")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit")
    PROFESSIONAL = "professional", _("advocate's or prosecutor's certificate")
    KNOWN = "known", _("known to the court in person")
    OTHER = "other", _("another document with a picture")


NAME_SIGNS = 5
DIGEST_LETTERS = 64


class PaperCode(OpaqueModel):
    """One slip. The secret is kept as a keyed hash only; ``subject`` is the id of whom it is for: participant or user.

    ``name`` is the part of the code that is no secret; desks know a slip by it. Only a person without any office has a
    code without a court, given by the administrator of the whole portal.
    """

    kind = models.CharField(max_length=8, choices=PaperCodeKind)
    subject = models.CharField(max_length=ID_LENGTH)
    court = models.ForeignKey(Court, models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.CharField(max_length=20, choices=DocumentKind)
    name = models.CharField(max_length=NAME_SIGNS, unique=True)
    digest = models.CharField(max_length=DIGEST_LETTERS)
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    frees_second_factor = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["kind", "subject"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(used_at=None, revoked_at=None),
                name="paper_code_open_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=PaperCodeKind.values), name="paper_code_kind_known"),
            models.CheckConstraint(
                condition=Q(document__in=DocumentKind.values), name="paper_code_document_known"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="paper_code_expires"),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="paper_code_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="paper_code_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(frees_second_factor=False) | (Q(kind="reset") & ~Q(reason="")),
                name="paper_code_frees_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(court__isnull=False) | Q(kind="reset"), name="paper_code_entry_has_court"
            ),
        ]
