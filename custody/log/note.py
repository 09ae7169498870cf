"""Signed notes (C2SP signed-note) with Ed25519: a text, an empty line, and a line for each signature."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from custody.log.errors import BadNote, LogError

ED25519 = b"\x01"
PUBLIC_BYTES = 32
KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64
SIGNATURES_MAX = 32
PREFIX = "— "
BASE64 = re.compile(r"\A(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
NAME = re.compile(r"\A[^\s+]+\Z")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
VKEY = re.compile(r"\A([^\s+]+)\+([0-9a-f]{8})\+(\S+)\Z")


def decode64(text: str, kind: type[LogError]) -> bytes:
    """Decode standard base64, in the one spelling that encoding gives. Raises ``kind``."""
    if not BASE64.match(text):
        raise kind("not base64")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:  # pragma: no cover  the pattern leaves nothing for it
        raise kind("not base64") from error
    if encode64(data) != text:
        raise kind("base64 with loose bits")
    return data


def encode64(data: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name. Raises BadNote when either has no valid form."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not NAME.match(self.name) or len(self.public) != PUBLIC_BYTES:
            raise BadNote("not the name or not the bytes of a key")

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key a signature is of; a hint, no proof."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as text, which `Verifier.parse` reads."""
        return f"{self.name}+{self.key_id.hex()}+{encode64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read a key from its text. Raises BadNote."""
        match = VKEY.match(vkey)
        if match is None:
            raise BadNote("not a verifier key")
        data = decode64(match[3], BadNote)
        verifier = cls(match[1], data[1:])
        if data[:1] != ED25519 or verifier.key_id.hex() != match[2]:
            raise BadNote("a verifier key of another kind, or a mistyped one")
        return verifier

    def is_valid(self, text: str, signature: bytes) -> bool:
        """Tell whether this key has signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose it says it is, and its bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was read, not one that is believed: ``text`` ends with a line end."""

    text: str
    signatures: tuple[Signature, ...]

    def by(self, verifiers: Sequence[Verifier]) -> list[Verifier]:
        """Return which keys have signed. Raises BadNote when none has, or when one that should have has not."""
        known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
        found = []
        for line in self.signatures:
            verifier = known.get((line.name, line.key_id))
            if verifier is None:
                continue  # a witness or a later key: the specification lets them pass unheard
            if not verifier.is_valid(self.text, line.signature):
                raise BadNote("a signature is false")
            found.append(verifier)
        if not found:
            raise BadNote("no known key has signed")
        return found


def sign(text: str, name: str, keys: Sequence[bytes]) -> bytes:
    """Return the note of a text, signed under one name with Ed25519 seeds of 32 bytes."""
    lines = [_signature_line(text, name, Ed25519PrivateKey.from_private_bytes(seed)) for seed in keys]
    return f"{text}\n{''.join(lines)}".encode()


def _signature_line(text: str, name: str, key: Ed25519PrivateKey) -> str:
    verifier = Verifier(name, key.public_key().public_bytes_raw())
    return f"{PREFIX}{name} {encode64(verifier.key_id + key.sign(text.encode()))}\n"


def public_of(seed: bytes) -> bytes:
    """Return the public half of an Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def read(data: bytes) -> Note:
    """Take a note apart; nothing is verified yet. Raises BadNote."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote("not UTF-8") from error
    text, separator, tail = whole.rpartition("\n\n")
    if not text or not separator or not tail.endswith("\n") or CONTROL.search(whole):
        raise BadNote("not a signed note")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise BadNote("too many signatures")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    if not line.startswith(PREFIX):
        raise BadNote("not a signature line")
    name, separator, encoded = line[len(PREFIX) :].partition(" ")
    data = decode64(encoded, BadNote)
    if not NAME.match(name) or not separator or len(data) <= KEY_ID_BYTES:
        raise BadNote("not a signature line")
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
