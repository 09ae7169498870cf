"""What can go wrong around ffmpeg, sorted by the only question a job asks: may trying again help?"""


class FfmpegError(Exception):
    """ffmpeg could not do what was asked."""


class PermanentFfmpegError(FfmpegError):
    """The same call will fail again: the input, the request or the installation must change."""


class TransientFfmpegError(FfmpegError):
    """The machine was short of something (time, memory, disk, processes): the same call may succeed later."""


class FfmpegMissing(PermanentFfmpegError):
    """No usable ffmpeg was found; the message says which places were looked at and what to install."""


class MediaRefused(PermanentFfmpegError):
    """ffmpeg ran within its limits and refused the input or the arguments; the message ends in its words."""


class LimitExceeded(PermanentFfmpegError):
    """The child used up the CPU time, file size or output that this input may cost."""


class UnsupportedSlate(PermanentFfmpegError):
    """No slate with this geometry or these channels exists in H.264 4:2:0 or AAC-LC."""


class WallTimeExceeded(TransientFfmpegError):
    """The child did not finish in time; a loaded machine does this to good input too."""


class OutOfMemory(TransientFfmpegError):
    """The child asked for more memory than its limit, or the kernel took it away."""


class DiskFull(TransientFfmpegError):
    """There was no space left for the child's output."""


class SandboxUnavailable(TransientFfmpegError):
    """The child could not be started inside its limits, so it was not started at all."""
