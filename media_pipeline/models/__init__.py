from media_pipeline.models.artefact import Artefact, ArtefactKind
from media_pipeline.models.finding import RecordingFinding
from media_pipeline.models.gap_note import GapCause, GapNote
from media_pipeline.models.recording import HearingRange, Recording
from media_pipeline.models.rendition import Chunk, Rendition
from media_pipeline.models.upload import Upload

__all__ = [
    "Artefact",
    "ArtefactKind",
    "Chunk",
    "GapCause",
    "GapNote",
    "HearingRange",
    "Recording",
    "RecordingFinding",
    "Rendition",
    "Upload",
]
