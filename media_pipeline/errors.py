"""Problems of uploads and recordings, each with a stable code and words for a clerk."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import Conflict, Held, Invalid, Problem


class UploadInvalid(Invalid):
    """The upload's declaration cannot be right."""

    code = "upload-invalid"
    title = _("This upload cannot be started like this.")


class EmptyFile(UploadInvalid):
    """Zero bytes."""

    code = "upload-empty"
    title = _("The file is empty. Please check the recorder and choose the file again.")


class TooLarge(Problem):
    """Larger than the portal accepts."""

    status = 413
    code = "upload-too-large"
    title = _("The file is larger than this portal accepts.")


class NotMedia(Problem):
    """The first bytes are no recording."""

    status = 415
    code = "upload-not-media"
    title = _(
        "This is not a recording: the file is no audio or video that a recorder makes. Please choose another file."
    )


class MasksPending(Conflict):
    """Masked pictures are still being made; who releases them has not seen them."""

    code = "masks-pending"
    title = _("The masked pictures are still being made. Watch them before you let the part play.")


class WrongContentType(Problem):
    """tus wants application/offset+octet-stream."""

    status = 415
    code = "content-type"
    title = _("The upload must be sent as application/offset+octet-stream.")


class LengthExceeded(Problem):
    """More bytes than were declared."""

    status = 413
    code = "upload-length"
    title = _("More bytes were sent than the file was said to have. Please choose the file again.")


class WrongOffset(Conflict):
    """The client continues elsewhere than where the server stands."""

    code = "upload-offset"
    title = _("The upload continues at another place than expected. It will be resumed from the right one.")


class OtherWriter(Held):
    """Two writers on one upload."""

    code = "upload-locked"
    title = _("Another window or program is sending this file right now.")


class ChecksumMismatch(Problem):
    """A chunk or the whole is not what the client declared."""

    status = 460
    code = "checksum-mismatch"
    title = _(
        "The file arrived changed: its checksum is not the one that was announced. Please send it again."
    )


class DiskFull(Problem):
    """No room; nothing of this chunk was acknowledged."""

    status = 507
    code = "disk-full"
    title = _("The server has no room left. Nothing is lost: the upload continues when space has been made.")


class StorageDown(Problem):
    """The disk failed; what was acknowledged before is still there."""

    status = 503
    code = "storage"
    title = _("The server's disk does not answer. Nothing is lost: the upload continues when it does.")


class PartLost(Problem):
    """The disk refused to confirm the bytes; the part is requested again."""

    status = 409
    code = "upload-part-lost"
    title = _("The server's disk could not confirm this file. Please send it again from the beginning.")


class UploadOver(Problem):
    """The upload was ended, refused or has expired."""

    status = 410
    code = "upload-over"
    title = _("This upload has ended. Please start it again.")


class VersionUnsupported(Problem):
    """Another tus version."""

    status = 412
    code = "tus-version"
    title = _("This server speaks tus 1.0.0.")


class FileUnreadable(Invalid):
    """A file on this machine cannot be read, or changed while it was read."""

    code = "file-unreadable"
    title = _("The file cannot be read, or changed while it was being read.")


class RangeInvalid(Invalid):
    """The range does not lie in the recording."""

    code = "range-invalid"
    title = _("The chosen part does not lie within the recording.")


class GapNoteInvalid(Invalid):
    """A note's end is not after its beginning, or it is about another time than the hearing's."""

    code = "gap-note-invalid"
    title = _("The end must be after the beginning, and both must lie within two days of the hearing.")


class GapNoteChanged(Conflict):
    """Somebody wrote another version of the note, or took it back."""

    code = "gap-note-changed"
    title = _("Somebody else has changed this note meanwhile. Look at it again and then write yours.")
