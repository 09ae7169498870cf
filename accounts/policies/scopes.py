"""What a service client may be given; a client never raises its own scopes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "read": _("read cards, schedules and states"),
        "cards": _("write cases and schedules"),
        "upload": _("upload recordings"),
        "content": _("read content for the person it acts for"),
        "protocol": _("write the protocol for the person it acts for"),
    }
)
