"""Sign-in by another system that knows who somebody is: OpenID Connect, its providers named by the operator."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from courtrec.env import url
from courtrec.settings.base import CONTENT_SECURITY_POLICY, env

NEEDED = frozenset({"id", "name", "server_url", "client_id", "claim"})
KNOWN = NEEDED | {"secret", "secret_file", "scope", "acr", "origins", "token_auth_method"}


def _providers(text: str) -> list[dict[str, Any]]:
    try:
        given = json.loads(text or "[]")
        rows = [dict(row.items()) for row in given]
    except (ValueError, AttributeError, TypeError) as error:
        raise ImproperlyConfigured("OIDC_PROVIDERS is no JSON list of objects.") from error
    if not isinstance(given, list) or not all(NEEDED <= row.keys() <= KNOWN for row in rows):
        raise ImproperlyConfigured(
            f"Each of OIDC_PROVIDERS needs {sorted(NEEDED)}, may have {sorted(KNOWN - NEEDED)}."
        )
    return rows


def _secret(row: dict[str, Any]) -> str:
    named = row.get("secret_file")
    return Path(named).read_text(encoding="utf-8").strip() if named else str(row.get("secret", ""))


def _app(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider_id": row["id"],
        "name": row["id"],
        "client_id": row["client_id"],
        "secret": _secret(row),
        "settings": {
            "server_url": row["server_url"],
            "claim": row["claim"],
            "scope": ["openid", *row.get("scope", [])],
            "acr": row.get("acr", []),
            **({"token_auth_method": row["token_auth_method"]} if "token_auth_method" in row else {}),
        },
    }


def _origins(row: dict[str, Any]) -> list[str]:
    parts = urlsplit(row["server_url"])
    return [f"{parts.scheme}://{parts.netloc}", *row.get("origins", [])]


OIDC_PROVIDERS = _providers(url(env, "OIDC_PROVIDERS"))
NATIONAL_ID_PATTERN = env.str("NATIONAL_ID_PATTERN", default="[A-Z0-9]{6,20}")
SOCIALACCOUNT_ADAPTER = "hearings.adapter.PartiesByNationalId"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "provider_class": "accounts.services.oidc.NationalIdentity",
        "APPS": [_app(row) for row in OIDC_PROVIDERS],
    }
}
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = env.int("OIDC_TIMEOUT_S", default=5)
# Browsers hold a form to its directive through redirects: the button on the sign-in page leads to the provider.
_DIRECTIVES: Any = CONTENT_SECURITY_POLICY["DIRECTIVES"]
_DIRECTIVES["form-action"] += [origin for row in OIDC_PROVIDERS for origin in _origins(row)]
