"""A device with passkeys in software: makes them and answers with them as browsers do, without a browser."""

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "https://testserver"


def b64(raw: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class SoftKey:
    """One device; ``verifies`` is whether it asks for finger, face or PIN."""

    verifies: bool = True
    origin: str = ORIGIN
    id: bytes = b"soft-key-of-the-tests"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user: bytes = b""

    def create(self, options: dict[str, Any]) -> str:
        """Return the answer to ``navigator.credentials.create``."""
        public = options["publicKey"]
        self.user = _bytes(public["user"]["id"])
        public_key = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        key = cbor.encode(dict(public_key))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        data = self._data(public["rp"]["id"], ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", public["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def get(self, options: dict[str, Any], **other: bytes) -> str:
        """Return the answer to ``navigator.credentials.get``; ``other`` replaces parts of it."""
        public = options["publicKey"]
        data = self._data(public["rpId"])
        client = self._client("webauthn.get", public["challenge"])
        signed = data + hashlib.sha256(client).digest()
        signature = self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer(parts | {"userHandle": self.user} | other)

    def _data(self, rp: str, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp.encode()).digest() + struct.pack(">BI", flags, 1)

    def _client(self, what: str, challenge: Any) -> bytes:
        said = {"type": what, "challenge": b64(_bytes(challenge)), "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        response = {name: b64(value) for name, value in parts.items()}
        return json.dumps(
            {
                "id": b64(self.id),
                "rawId": b64(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
