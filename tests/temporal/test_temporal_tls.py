"""Temporal behind TLS: it has a certificate, and knows Geleit by another or by an API key."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from geleit.settings import Settings
from geleit.temporal.client import connect

_THIS_MACHINE = x509.IPAddress(ip_address("127.0.0.1"))


class Certificates:
    """An authority with certificates for a server and a client, as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority")])
        self.authority = self._issue("authority", self._key, is_authority=True)

    def issue(self, name: str) -> tuple[Path, Path]:
        """Return a certificate for this machine and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = self._folder / f"{name}.key"
        file.write_bytes(pem)
        return self._issue(name, key), file

    def _issue(self, name: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False) -> Path:
        now = datetime.now(UTC)
        subject = self._name if is_authority else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        file = self._folder / f"{name}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return file


@asynccontextmanager
async def tls_before(address: str, certificates: Certificates, *, asks_for_one: bool) -> AsyncIterator[str]:
    """Forward TLS connections to Temporal; return the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificates.issue("server"))
    context.load_verify_locations(certificates.authority)
    context.verify_mode = ssl.CERT_REQUIRED if asks_for_one else ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    host, _, port = address.rpartition(":")

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.fixture
def certificates(tmp_path) -> Certificates:
    return Certificates(tmp_path)


async def test_geleit_is_known_by_its_certificate(settings: Settings, database, certificates):
    own, key = certificates.issue("geleit")
    async with tls_before(settings.temporal_address, certificates, asks_for_one=True) as address:
        behind = settings.model_copy(
            update={
                "temporal_address": address,
                "temporal_certificate": own,
                "temporal_certificate_key": key,
                "temporal_authority": certificates.authority,
            }
        )
        client = await connect(behind, database, connect_timeout=1)
        assert await client.service_client.check_health()
        nameless = behind.model_copy(update={"temporal_certificate": None, "temporal_certificate_key": None})
        with pytest.raises(RuntimeError):
            await connect(nameless, database, connect_timeout=0)


async def test_geleit_is_known_by_an_api_key(settings: Settings, database, certificates):
    async with tls_before(settings.temporal_address, certificates, asks_for_one=False) as address:
        behind = settings.model_copy(
            update={
                "temporal_address": address,
                "temporal_api_key": SecretStr("the key"),
                "temporal_authority": certificates.authority,
            }
        )
        client = await connect(behind, database, connect_timeout=1)
        assert client.service_client.config.api_key == "the key"
        assert await client.service_client.check_health()


async def test_a_server_with_a_certificate_of_somebody_elses_is_not_spoken_to(
    settings: Settings, database, certificates, tmp_path
):
    (tmp_path / "other").mkdir()
    other = Certificates(tmp_path / "other")
    async with tls_before(settings.temporal_address, certificates, asks_for_one=False) as address:
        behind = settings.model_copy(
            update={
                "temporal_address": address,
                "temporal_api_key": SecretStr("the key"),
                "temporal_authority": other.authority,
            }
        )
        with pytest.raises(RuntimeError):
            await connect(behind, database, connect_timeout=0)
