"""HTTPS: a certificate that nobody vouches for is refused, one of the named file is not; no redirect is followed."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent.config import read_config
from agent.pace import Pace
from agent.portal import Portal, Trouble
from tests.agent.odd_portal import OddPortal, Told

DAY = dt.timedelta(days=1)


def certificate(home: Path) -> Path:
    """Write a certificate of 127.0.0.1 that vouches for itself, with its key; returns the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "court")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = home / "court.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
    return path


def portal_of(home: Path, address: str, ca_file: str = "") -> Portal:
    """Return the agent's side of a portal at an address."""
    path = home / "agent.ini"
    path.write_text(
        f"[agent]\nportal = {address}\nclient_id = c\nclient_secret = s\nca_file = {ca_file}\n"
        "[folder:1]\npath = .\ncourtroom = r\n"
    )
    config = read_config(str(path), {})
    return Portal(config, Pace(config.hours))


def test_certificate_is_checked_against_the_named_file(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    with OddPortal() as odd:
        odd.server.socket = context.wrap_socket(odd.server.socket, server_side=True)
        address = odd.url.replace("http:", "https:")
        with pytest.raises(Trouble, match="certificate of the portal is not trusted"):
            portal_of(tmp_path, address).call("HEAD", "/")
        assert odd.seen == []
        odd.parts.append(bytearray())
        assert portal_of(tmp_path, address, "court.pem").call("HEAD", "/").status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_told_and_not_followed(tmp_path: Path, status: int) -> None:
    with OddPortal() as odd, OddPortal() as other:
        odd.told.append(Told("POST", status, {"Location": f"{other.url}/api/v1/uploads/"}))
        with pytest.raises(Trouble, match=f"points to another address, {other.url}"):
            portal_of(tmp_path, odd.url).call("POST", "/api/v1/uploads/")
        assert other.seen == []
