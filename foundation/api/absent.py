"""What the API answers where it has no address: the same problem document as for an absent object."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.problems import NotFound


@extend_schema(exclude=True)
class Absent(APIView):
    """Nothing, for known callers; 401 for others, as everywhere."""

    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Raise NotFound."""
        raise NotFound

    post = put = patch = delete = get
