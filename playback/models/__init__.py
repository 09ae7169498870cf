from playback.models.play import Play

__all__ = ["Play"]
