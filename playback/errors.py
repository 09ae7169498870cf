"""Problems of playback."""

from django.utils.translation import gettext_lazy as _

from foundation.problems import NotReady


class BeingPrepared(NotReady):
    """A recording is on its way to being playable."""

    code = "being-prepared"
    title = _("The recording is being prepared. It can be watched in a moment.")


class NotPlayableYet(NotReady):
    """There are recordings, none of which a browser can play as it is."""

    code = "kept"
    title = _("The recording is kept safely and will be made playable.")


class NothingRecorded(NotReady):
    """No recording at all."""

    code = "no-recording"
    title = _("There is no recording of this hearing yet.")
