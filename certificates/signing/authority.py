"""A test authority of one's own, for demonstrations: its root signs the certificates of signing keys.

Nobody outside trusts it, and its names say so. A key with a certificate of a real authority is registered instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

AUTHORITY_YEARS = 20
# A list of revoked keys is made for one signature; what it proves is the moment.
LIST_DAYS = 7
DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Made:
    """A new private key with the certificate on it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make_authority(*, organisation: str, now: datetime) -> Made:
    """A root that signs nothing but certificates of signing keys."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(organisation, f"测试根证书 {organisation}")
    builder = (
        _builder(subject=name, issuer=name, key=key.public_key(), now=now, years=AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Made(key, builder.sign(key, hashes.SHA256()))


def make_signing_key(*, organisation: str, authority: Made, now: datetime, years: int) -> Made:
    """A P-256 key that signs documents, with a certificate of `authority`."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    return Made(key, certify(public, organisation=organisation, authority=authority, now=now, years=years))


def certify(
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    *,
    organisation: str,
    authority: Made,
    now: datetime,
    years: int,
) -> x509.Certificate:
    """A certificate of `authority` on a key that signs documents, wherever its private half is."""
    name = _name(organisation, f"证书签章 {now:%Y-%m} {organisation}")
    builder = (
        _builder(subject=name, issuer=authority.certificate.subject, key=public_key, now=now, years=years)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )
    return builder.sign(authority.key, hashes.SHA256())


def make_revocation_list(*, authority: Made, now: datetime) -> bytes:
    """What the root says of its keys: none is revoked. DER, for the long-term data of a signature.

    A key that must not sign any more is retired here; a test authority has nobody to tell.
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now - timedelta(minutes=5))
        .next_update(now + timedelta(days=LIST_DAYS))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def private_pem(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """PKCS #8, encrypted where there is a passphrase."""
    encryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def public_pem(certificate: x509.Certificate) -> str:
    """The certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _name(organisation: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(common_name)),
        ]
    )


def _short(name: str) -> str:
    """At most 64 bytes, which is how the library counts what X.520 allows."""
    return name.encode()[:64].decode(errors="ignore")


def _builder(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # A clock that is a little slow elsewhere still finds the certificate valid.
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=DAYS_OF_YEAR * years))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
