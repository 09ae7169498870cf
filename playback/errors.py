"""Problems of playback."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import NotReady, Problem


class BeingPrepared(NotReady):
    """A recording is on its way to being playable."""

    code = "being-prepared"
    title = _("The recording is being prepared. It can be watched in a moment.")


class NotPlayable(NotReady):
    """There are recordings, of which nothing could be made playable."""

    code = "kept"
    title = _("The recording is kept safely, but it cannot be played.")


class NothingRecorded(NotReady):
    """No recording at all."""

    code = "no-recording"
    title = _("There is no recording of this hearing yet.")


class NotLogged(Problem):
    """The opening could not be entered in the audit log, so nothing goes out."""

    status = 503
    code = "not-logged"
    title = _(
        "The recording cannot be opened now, because its opening could not be entered in the log. "
        "Please try again in a minute."
    )
