"""A small OpenID Connect provider on loopback: it lets in whom the test names, and can be told to misbehave."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "courtrec", "a secret between the two"
LASTS_S = 300


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


# Making one takes a good part of a second: the provider keeps its own.
_own_key = cache(new_key)


@dataclass
class Provider:
    """What it says and how it behaves; ``person`` are the claims about whoever comes next."""

    url: str
    person: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    token_claims: dict[str, Any] = field(default_factory=dict)
    """Claims that replace those of a good id token; None takes one away."""
    signer: rsa.RSAPrivateKey | str | None = None
    algorithm: str = "RS256"
    refuses: str = ""
    breaks: set[str] = field(default_factory=set)
    """Paths that answer 500."""
    config: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=_own_key)

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return the portal's setting for this provider."""
        row = {"id": "egov", "name": "eGov", "server_url": self.url, "client_id": CLIENT, "secret": SECRET}
        return row | {"claim": "iin"} | more

    # --- its addresses --------------------------------------------------------------------------------------------
    def answer(self, path: str, query: dict[str, str], headers: Any) -> tuple[int, Any, dict[str, str]]:
        """Return status, JSON or None, and headers."""
        if path in self.breaks:
            return 500, {"error": "broken"}, {}
        known = headers.get("Authorization") == "Bearer access"
        answers: dict[str, Callable[[], tuple[int, Any, dict[str, str]]]] = {
            "/.well-known/openid-configuration": lambda: (200, self._description(), {}),
            "/jwks": lambda: (200, {"keys": [self._public()]}, {}),
            "/authorize": lambda: (302, None, {"Location": self._let_in(query)}),
            "/token": lambda: self._tokens(query),
            "/userinfo": lambda: (
                200 if known else 401,
                {"sub": self.person.get("sub"), **self.userinfo},
                {},
            ),
        }
        return answers.get(path, lambda: (404, {}, {}))()

    def _public(self) -> dict[str, Any]:
        public: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return public | {"kid": "one", "use": "sig", "alg": "RS256"}

    def _description(self) -> dict[str, Any]:
        whole = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return whole | self.config

    def _let_in(self, query: dict[str, str]) -> str:
        self.asked.append(query)
        answer = {"state": query["state"]}
        if self.refuses:
            answer["error"] = self.refuses
        else:
            answer["code"] = secrets.token_urlsafe(12)
            self.codes[answer["code"]] = query
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def _tokens(self, query: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        asked = self.codes.pop(query.get("code", ""), None)
        digest = hashlib.sha256(query.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or query.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}, {}
        if asked["redirect_uri"] != query.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}, {}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self._token(asked)}, {}

    def _token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        whole = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + LASTS_S,
            "nonce": asked.get("nonce"),
        }
        whole |= self.person | self.token_claims
        claims = {name: value for name, value in whole.items() if value is not None}
        signer = "" if self.algorithm == "none" else self.signer or self.key
        return jwt.encode(claims, signer, algorithm=self.algorithm, headers={"kid": "one"})


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        self._say(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._say({name: values[0] for name, values in parse_qs(body).items()})

    def _say(self, query: dict[str, str]) -> None:
        status, body, headers = self.provider.answer(urlsplit(self.path).path, query, self.headers)
        said = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing on the terminal."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start it on a free port of this machine and end it."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    handler.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
