"""Derived files: made from an original, named by what they are made of, replaced never."""

from django.db import models

from custody.models import Original
from foundation.models import OpaqueModel


class ArtefactKind(models.TextChoices):
    INDEX = "index"
    VIDEO_SLATE = "vslate"
    AUDIO_SLATE = "aslate"
    NOTICE = "notice"
    PATCH = "patch"
    MEDIA = "media"
    PEAKS = "peaks"
    LEVELS = "levels"
    SILENCE = "silence"
    STORYBOARD = "storyboard"
    DISGUISE = "disguise"
    DUB = "dub"
    MASK = "mask"


class Artefact(OpaqueModel):
    """One derived file; ``key`` is kind + source hash + parameters, so a repeated step finds what is there.

    ``lost`` says what the source has and the file lacks (media; words of ``ffmpeg.plan.Plan.lost``). ``chunk`` is the
    chunk whose file it is, ``height`` that of its rung (0: as high as the source).
    """

    kind = models.CharField(max_length=12, choices=ArtefactKind)
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="artefacts")
    key = models.CharField(max_length=160, unique=True)
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    lost = models.JSONField(default=list, blank=True)
    chunk = models.ForeignKey(
        "media_pipeline.Chunk", models.SET_NULL, null=True, blank=True, related_name="files"
    )
    height = models.PositiveSmallIntegerField(default=0)
