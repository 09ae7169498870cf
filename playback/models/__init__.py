from playback.models.gathered import GatheredNotes
from playback.models.play import Play

__all__ = ["GatheredNotes", "Play"]
