"""All settings, in plain parts; ``docs/reference/settings.md`` says what each is for."""

from courtrec.settings.accounts import *  # noqa: F403
from courtrec.settings.base import *  # noqa: F403
from courtrec.settings.limits import *  # noqa: F403
from courtrec.settings.logs import *  # noqa: F403
from courtrec.settings.mail import *  # noqa: F403
from courtrec.settings.oidc import *  # noqa: F403
from courtrec.settings.rest import *  # noqa: F403
