"""An upload under way (tus): how much of it is durable, and what was said about it."""

from django.db import models
from django.db.models import F, Q

from courts.models import Courtroom
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models import Hearing
from media_pipeline.states import UploadState

FILENAME_MAX = 255
FOLDERS_MAX = 255


class Upload(OpaqueModel):
    """``offset`` counts bytes that are fsynced *and* committed; the part file may be longer, never shorter.

    ``creator`` is the user or service client that alone may continue it. ``folders`` is the path above the file at its
    source, as far as it may tell day and camera. ``camera`` null and ``channels`` empty: the sender did not say.
    """

    creator = models.CharField(max_length=ID_LENGTH)
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="uploads")
    courtroom = models.ForeignKey(Courtroom, models.PROTECT, null=True, blank=True, related_name="uploads")
    filename = models.CharField(max_length=FILENAME_MAX)
    folders = models.CharField(max_length=FOLDERS_MAX, blank=True)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    declared_sha256 = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    camera = models.PositiveSmallIntegerField(null=True, blank=True)
    channels = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, default=UploadState.RECEIVING)
    problem = models.CharField(max_length=64, blank=True)
    recording = models.ForeignKey(
        "media_pipeline.Recording", models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    expires_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hearing", "state"]), models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in UploadState]), name="upload_state_known"
            ),
            models.CheckConstraint(
                condition=Q(offset__gte=0) & Q(offset__lte=F("length")), name="upload_offset_in_file"
            ),
            models.CheckConstraint(
                condition=Q(hearing__isnull=False) | Q(courtroom__isnull=False), name="upload_has_a_place"
            ),
        ]
