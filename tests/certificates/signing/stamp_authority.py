"""A time stamping authority of its own (RFC 3161), on the loopback address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.tsp import TimeStampReq
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing import authority
from tests.certificates.signing.samples import SIGNED


@dataclass
class StampAuthority:
    """Its root, where it listens, and what it was asked."""

    root: Certificate
    server: HTTPServer
    asked: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"

    def stop(self) -> None:
        """It answers no more."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def stamp_authority() -> Iterator[StampAuthority]:
    """Stamps with the time of this process."""
    stamper, root = make_stamper()
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(body)
            answer = stamper.request_tsa_response(TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: Any) -> None:
            """Nobody reads it."""

    found = StampAuthority(root, HTTPServer(("127.0.0.1", 0), Handler), asked)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.stop()
        thread.join()


def make_stamper() -> tuple[DummyTimeStamper, Certificate]:
    """Who stamps, with a certificate for nothing else; and the root above it."""
    root = authority.make_authority(organisation="时间戳", now=SIGNED)
    private = rsa.generate_private_key(65537, 2048)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test time stamps")]))
        .issuer_name(root.certificate.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED - timedelta(days=1))
        .not_valid_after(SIGNED + timedelta(days=3000))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
        .sign(root.key, SHA256())
    )
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    above = Certificate.load(root.certificate.public_bytes(serialization.Encoding.DER))
    store = SimpleCertificateStore()
    store.register(above)
    stamper = DummyTimeStamper(
        tsa_cert=Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=PrivateKeyInfo.load(der),
        certs_to_embed=store,
    )
    return stamper, above
