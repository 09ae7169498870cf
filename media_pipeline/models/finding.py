"""What triage found wrong with a recording, kept with it."""

from django.db import models
from django.db.models import Q

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from media_pipeline.models.recording import Recording
from media_pipeline.states import FindingCode, Severity


class RecordingFinding(OpaqueModel):
    """One finding (``policies.triage.Finding`` says what the columns mean), and who has seen it when."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=16)
    severity = models.CharField(max_length=8)
    channel = models.PositiveSmallIntegerField(null=True, blank=True)
    from_ms = models.BigIntegerField(null=True, blank=True)
    to_ms = models.BigIntegerField(null=True, blank=True)
    value = models.BigIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.CharField(max_length=ID_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[code.value for code in FindingCode]), name="finding_code_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[s.value for s in Severity]), name="finding_severity_known"
            ),
        ]
