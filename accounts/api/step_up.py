"""The second sign-in over REST, for programs that a person has signed in to with a session."""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.policies.step_up import stepped_up_at
from accounts.services.second_factor import has_second_factor
from accounts.services.step_up import step_up
from foundation.clock import rfc3339
from foundation.problems import Forbidden

SECRET_MAX = 1024


class StepUpBody(serializers.Serializer[Any]):
    """One of both."""

    password = serializers.CharField(max_length=SECRET_MAX, trim_whitespace=False, required=False)
    code = serializers.CharField(max_length=SECRET_MAX, required=False)


class StepUp(APIView):
    """Whether the person behind this session has confirmed to be here, and confirming it."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return when it was confirmed last, and until when that opens identities."""
        return _answer(request, _person(request))

    @extend_schema(request=StepUpBody, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request) -> Response:
        """Confirm by ``password`` or ``code``. A service client is nobody who could: 403."""
        person = _person(request)
        body = StepUpBody(data=request.data)
        body.is_valid(raise_exception=True)
        step_up(cast(HttpRequest, request), person, **body.validated_data)
        return _answer(request, person)


def _person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise Forbidden
    return request.user


def _answer(request: Request, person: User) -> Response:
    at = stepped_up_at(request.session)
    until = None if at is None else at + timedelta(seconds=settings.STEP_UP_IDENTITY_S)
    body = {
        "stepped_up_at": rfc3339(at),
        "identity_until": rfc3339(until),
        "second_factor": has_second_factor(person),
    }
    return Response(body, headers={"Cache-Control": "no-store"})
