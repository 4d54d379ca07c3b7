"""Keys in a token, with SoftHSM for one (Debian: softhsm2); skipped where it is not installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from certificates.models import SigningKey
from certificates.signing import authority
from certificates.signing.check import Finding, check_signature
from certificates.signing.keys import KeyUnusable, register_signing_key
from certificates.verification import verify_file
from tests.certificates.signing.samples import SIGNED, signed, unsigned

LIBRARIES = [Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")]
LIBRARY = next(filter(Path.exists, LIBRARIES), None)
PIN = "2468"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        LIBRARY is None or shutil.which("softhsm2-util") is None, reason="no token to try: install softhsm2"
    ),
]


@pytest.fixture(scope="module")
def token(tmp_path_factory) -> Iterator[Path]:
    """A token for the whole module: its library reads where it lives once in a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(config)
    util("--init-token", "--free", "--label", "certificates", "--so-pin", "1357", "--pin", PIN)
    yield folder
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def _named_in_the_settings(settings, token):
    settings.SIGNING_TOKEN_LIBRARY = str(LIBRARY)
    settings.SIGNING_TOKEN_LABEL = "certificates"
    settings.SIGNING_TOKEN_PIN = PIN


def put(folder: Path, label: str, key) -> None:
    """A key that was made elsewhere goes into the token."""
    path = folder / f"{label}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    name = str(int.from_bytes(label.encode()) % 1000).zfill(4)
    util("--import", str(path), "--token", "certificates", "--label", label, "--id", name, "--pin", PIN)
    path.unlink()


def registered(folder: Path, label: str) -> SigningKey:
    """A curve key of this label, with a certificate, taken into use."""
    root = authority.make_authority(organisation="某机构", now=SIGNED)
    made = authority.make_signing_key(organisation="培训中心", authority=root, now=SIGNED, years=3)
    put(folder, label, made.key)
    certificates = authority.public_pem(made.certificate) + authority.public_pem(root.certificate)
    return register_signing_key(name="培训中心", location=f"pkcs11:{label}", certificates=certificates, now=SIGNED)


def test_a_key_that_never_leaves_its_token_signs_like_any_other(token, tmp_path):
    key = registered(token, "curve")
    whole = signed(key)
    assert whole.startswith(unsigned())
    found = check_signature(whole)
    assert (found.finding, found.key) == (Finding.GENUINE, key)
    (path := tmp_path / "signed.pdf").write_bytes(whole)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=True, text=True).stdout
    assert ("Signature is Valid" in said, "Total document signed" in said) == (True, True)
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 1
    assert not verify_file(bytes(spoilt), now=SIGNED).is_unaltered


def test_a_certificate_of_another_key_is_refused_by_what_the_token_signs(token):
    registered(token, "own")
    root = authority.make_authority(organisation="某机构", now=SIGNED)
    other = authority.make_signing_key(organisation="别人", authority=root, now=SIGNED, years=1)
    with pytest.raises(KeyUnusable, match="does not belong"):
        register_signing_key(
            name="别人", location="pkcs11:own", certificates=authority.public_pem(other.certificate), now=SIGNED
        )
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("nobody", {}),
        ("mine", {"SIGNING_TOKEN_PIN": "0000"}),
        ("mine", {"SIGNING_TOKEN_LIBRARY": "/nowhere/libtoken.so"}),
        ("mine", {"SIGNING_TOKEN_LABEL": "another"}),
        # SoftHSM always has an empty slot beside those in use.
        ("mine", {"SIGNING_TOKEN_LABEL": ""}),
    ],
)
def test_what_is_wrong_with_a_token_is_said_and_nothing_is_registered(token, settings, label, changes):
    root = authority.make_authority(organisation="某机构", now=SIGNED)
    made = authority.make_signing_key(organisation="我", authority=root, now=SIGNED, years=1)
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(KeyUnusable):
        register_signing_key(
            name="我", location=f"pkcs11:{label}", certificates=authority.public_pem(made.certificate), now=SIGNED
        )
    assert not SigningKey.objects.exists()


def test_a_key_of_the_older_kind_does_too(token):
    private = rsa.generate_private_key(65537, 2048)
    put(token, "old", private)
    root = authority.make_authority(organisation="某机构", now=SIGNED)
    certificate = authority.certify(private.public_key(), organisation="培训中心", authority=root, now=SIGNED, years=1)
    certificates = authority.public_pem(certificate) + authority.public_pem(root.certificate)
    key = register_signing_key(name="培训中心", location="pkcs11:old", certificates=certificates, now=SIGNED)
    assert check_signature(signed(key)).finding == Finding.GENUINE
