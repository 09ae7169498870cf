"""OpenID Connect, stricter than allauth's: signatures always checked, PKCE and nonce always used, nothing kept.

Of what a provider says about a person only two keyed hashes stay: of its name for the person and of the national id.
"""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from accounts.services.national_ids import digest_of, subject_of

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those whose signature only the provider can make."""
CLAIMS = ["exp", "iat", "iss", "aud", "sub", "nonce"]
CLOCK_S = 60
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WELL_KNOWN = "/.well-known/openid-configuration"


def nonce_of(code_verifier: str) -> str:
    """Return the nonce that belongs to a PKCE verifier: whoever lacks the one has not the other."""
    digest = hashlib.sha256(f"nonce {code_verifier}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to one provider. Raises OAuth2Error for every answer that does not hold."""

    code_verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's own description, if it is the named one's and every address in it is safe."""
        config: dict[str, Any] = super().openid_config
        named = self.get_provider().app.settings["server_url"].partition(WELL_KNOWN)[0]
        if str(config.get("issuer", "")).rstrip("/") != named.rstrip("/"):
            raise OAuth2Error("another issuer than the named one")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(config.get(name)):
                raise OAuth2Error(f"no safe {name}")
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """Fetch the tokens, and keep what the nonce must match."""
        self.code_verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return the sign-in that a verified id token describes; the claim may stand in the userinfo instead."""
        claims = self._verified(str(kwargs["response"].get("id_token") or ""), app)
        if app.settings["claim"] not in claims and is_safe(self.openid_config.get("userinfo_endpoint")):
            said = self._fetch_user_info(token.token)
            if said.get("sub") != claims["sub"]:
                raise OAuth2Error("the userinfo is another person's")
            claims = {**said, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _verified(self, id_token: str, app: Any) -> dict[str, Any]:
        try:
            key = self._key(jwt.get_unverified_header(id_token))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_S,
                options={"require": CLAIMS},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the id token does not hold") from error
        if (
            claims["nonce"] != nonce_of(self.code_verifier)
            or claims.get("azp", app.client_id) != app.client_id
        ):
            raise OAuth2Error("the id token was made for another sign-in")
        wanted = app.settings["acr"]
        if wanted and claims.get("acr") not in wanted:
            raise OAuth2Error("the provider has not looked closely enough")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = [key for key in answer.json()["keys"] if key.get("use", "sig") == "sig"]
        named = [key for key in keys if header.get("kid") in {None, key.get("kid")}]
        if len(named) != 1:
            raise OAuth2Error("no key for the id token")
        return jwt.PyJWK(named[0])


class NationalIdentity(OpenIDConnectProvider):  # type: ignore[misc]
    """What is asked of a provider, and the little that is kept of its answer."""

    oauth2_adapter_class = VerifyingAdapter

    def get_pkce_params(self) -> dict[str, Any]:
        """Return verifier and challenge, and the nonce that goes with them."""
        made: dict[str, Any] = generate_code_challenge()
        return made | {"nonce": nonce_of(made["code_verifier"])}

    def get_auth_params(self) -> dict[str, Any]:
        """Ask how closely the provider shall look."""
        wanted = self.app.settings["acr"]
        return {"acr_values": " ".join(wanted)} if wanted else {}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Let the caller choose where to go afterwards and nothing else; who is signed in connects."""
        given = super().get_redirect_from_request_kwargs(request)
        process = AuthProcess.CONNECT if request.user.is_authenticated else AuthProcess.LOGIN
        after = {"next_url": given["next_url"]} if "next_url" in given else {}
        return {"process": process, "scope": self.get_scope(), "auth_params": self.get_auth_params(), **after}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return a keyed hash of the provider's name for the person."""
        return subject_of(self.app.provider_id, str(data["sub"]))

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Keep the keyed hash of the national id."""
        return {"identity": digest_of(data.get(self.app.settings["claim"]))}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, str]:
        """Keep no name."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Keep no address: nobody is anybody by an e-mail address."""
        return []


def is_safe(address: object) -> bool:
    """Tell whether an address is HTTPS or this machine's own."""
    parts = urlsplit(address) if isinstance(address, str) else None
    return parts is not None and (parts.scheme == "https" or parts.hostname in LOOPBACK)
