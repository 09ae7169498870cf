"""The sound of a disguise as it is heard by who decides on it: the one render, without a loss."""

from django.http import HttpResponseBase

from foundation.problems import NotFound
from hearings.models import Disguise
from media_pipeline.services.artefacts import find
from media_pipeline.services.delivery import file_response
from media_pipeline.services.located import located
from media_pipeline.services.renders import render_key

TYPE = "audio/flac"


def disguise_sound(row: Disguise, range_header: str | None) -> HttpResponseBase:
    """Return the render, or a range of it. Raises NotFound where there is none, StoreSilent, OSError."""
    artefact = find(render_key(row)) if row.report else None
    if artefact is None:
        raise NotFound
    answer = file_response(range_header, located(artefact).stored(), artefact.size, f"{row.pk}.flac")
    if answer.status_code != 416:
        answer["Content-Type"] = TYPE
    return answer
