"""Problems: what went wrong, said once for machines (RFC 9457 ``type``) and once for people (translated)."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TYPE_PREFIX = "urn:courtrec:problem:"


class Problem(Exception):
    """Something that the caller can act on; raised by services, turned into a page or problem+json at the edge.

    ``code`` is stable and becomes the RFC 9457 type; ``title`` is translated and says what to do.
    """

    status = 400
    code = "bad-request"
    title: str | Promise = _("The request could not be understood.")

    def __init__(self, detail: str | Promise = "", **extra: Any) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.extra: Mapping[str, Any] = extra

    def document(self) -> dict[str, Any]:
        """Return the RFC 9457 object in the active language."""
        body: dict[str, Any] = {
            "type": TYPE_PREFIX + self.code,
            "title": str(self.title),
            "status": self.status,
        }
        if self.detail:
            body["detail"] = str(self.detail)
        return {**body, **self.extra}


class SignInRequired(Problem):
    """No valid credentials came with the request."""

    status = 401
    code = "sign-in-required"
    title = _("Please sign in first.")


class Forbidden(Problem):
    """The object is known to the caller, the action is not allowed."""

    status = 403
    code = "forbidden"
    title = _("You may not do this.")


class StepUpRequired(Forbidden):
    """Allowed, once the person has confirmed to be at the screen now."""

    code = "step-up-required"
    title = _("Please confirm first that it is you.")


class NotFound(Problem):
    """Absent, or not to be known by this caller: both look the same."""

    status = 404
    code = "not-found"
    title = _("Nothing was found at this address.")


class NotReady(Problem):
    """Allowed, but not yet there."""

    status = 409
    code = "not-ready"
    title = _("This is not ready yet. Please try again later.")


class Conflict(Problem):
    """The object has changed or its state does not allow this."""

    status = 409
    code = "conflict"
    title = _("This is not possible in the present state. Reload and try again.")


class Gone(Problem):
    """Was there, was removed by a rule."""

    status = 410
    code = "gone"
    title = _("This has been removed.")


class StaleVersion(Problem):
    """If-Match named an older version."""

    status = 412
    code = "stale-version"
    title = _("Somebody else has changed this meanwhile. Reload and try again.")


class Invalid(Problem):
    """Fields do not hold; ``errors`` names each."""

    status = 422
    code = "invalid"
    title = _("Some fields need correction.")


class Held(Problem):
    """Under legal hold or locked by another writer."""

    status = 423
    code = "held"
    title = _("This is locked at the moment.")
