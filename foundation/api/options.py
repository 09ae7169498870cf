"""OPTIONS: the verdict of GET and the methods there are, nothing about the object."""

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

if TYPE_CHECKING:  # DRF imports this module while its own views are still loading
    from rest_framework.views import APIView


class VerdictOfGet(BaseMetadata):
    """DRF's metadata class; a refusal of GET is raised on, so that OPTIONS never tells more than GET."""

    def determine_metadata(self, request: Request, view: "APIView") -> dict[str, Any]:
        """Return ``{methods}`` to who may GET; an address without GET answers everybody alike."""
        if handler := getattr(view, "get", None):
            handler(request, *view.args, **view.kwargs)
        return {"methods": view.allowed_methods}
