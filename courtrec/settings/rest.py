"""The REST API and its description."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerAuthentication",
        "accounts.api.authentication.SessionOnlyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.authentication.KnownCaller"],
    "DEFAULT_RENDERER_CLASSES": ["foundation.api.renderers.AnyText"],
    "DEFAULT_PARSER_CLASSES": ["foundation.api.parsers.BoundedJson"],
    "DEFAULT_PAGINATION_CLASS": "foundation.api.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": "foundation.api.options.VerdictOfGet",
    "EXCEPTION_HANDLER": "foundation.api.exceptions.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "courtrec",
    "DESCRIPTION": "Recordings of court hearings: cases, schedules, uploads, playback, protocol.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CaseKindEnum": "hearings.models.CaseKind",
        "RestrictionKindEnum": "hearings.models.RestrictionKind",
        "CourtKindEnum": "courts.models.CourtKind",
        "ParticipantKindEnum": "hearings.models.ParticipantKind",
    },
}
