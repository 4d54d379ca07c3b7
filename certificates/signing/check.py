"""The judgement on a file: whose signature it carries, and whether a byte was changed or added since."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from django.db import models
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.models import SigningKey
from certificates.signing.container import is_as_written
from certificates.signing.keys import chain_of
from certificates.signing.stamps import stamp_roots

PDF_HEAD = b"%PDF-"


class Finding(models.TextChoices):
    """What a file's signature says, worst first."""

    UNREADABLE = "unreadable", _("This is not a PDF file that can be read.")
    UNSIGNED = "unsigned", _("The file carries no signature.")
    FOREIGN = "foreign", _("The file was not signed by this platform.")
    ALTERED = "altered", _("The file was changed after it was signed.")
    GENUINE = "genuine", _("The file is exactly as it was signed.")


@dataclass(frozen=True)
class SignatureReport:
    """What was found, and by which key and when the file was signed, where that is known."""

    finding: Finding
    key: SigningKey | None = None
    signed_at: datetime | None = None


def check_signature(pdf: bytes) -> SignatureReport:
    """Judge a file that anybody may have made. Never raises: whatever cannot be read is no certificate."""
    # Other rubbish before the head, or a second head behind, is for readers that are kinder than this one.
    if not pdf.startswith(PDF_HEAD):
        return SignatureReport(Finding.UNREADABLE)
    try:
        return _checked(pdf)
    except Exception:
        # A hostile file can break the reader in any way there is.
        logging.getLogger(__name__).info("a file could not be judged", exc_info=True)
        return SignatureReport(Finding.UNREADABLE)


def _checked(pdf: bytes) -> SignatureReport:
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_regular_signatures
    if not signatures:
        return SignatureReport(Finding.UNSIGNED)
    # More than one signature: the first must then not have allowed the next.
    embedded = signatures[0]
    fingerprint = embedded.signer_cert.sha256.hex()
    key = SigningKey.objects.filter(fingerprint=fingerprint).first()
    if key is None:
        return SignatureReport(Finding.FOREIGN)
    signed_at = embedded.self_reported_timestamp
    is_sound = len(signatures) == 1 and _is_sound(embedded, pdf, key, signed_at)
    return SignatureReport(Finding.GENUINE if is_sound else Finding.ALTERED, key, signed_at)


def _is_sound(embedded: EmbeddedPdfSignature, pdf: bytes, key: SigningKey, signed_at: datetime | None) -> bool:
    """The bottom line, over the entire file, by a key in use at the time, as a certification without changes."""
    if signed_at is None or not key.was_active(signed_at):
        return False
    own, *above = chain = chain_of(key)
    if not _is_container_as_written(embedded, pdf, chain):
        return False
    status: PdfSignatureStatus = validate_pdf_signature(
        embedded,
        signer_validation_context=_context(above[-1:] or [own], above, signed_at),
        # Whose stamps are trusted is for the operator to say; where nothing is said, a stamp vouches for itself.
        ts_validation_context=_context(stamp_roots() or _stamp_certificates(embedded), [], signed_at),
    )
    return (
        status.bottom_line
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and embedded.docmdp_level == MDPPerm.NO_CHANGES
    )


def _context(
    roots: Sequence[x509.Certificate], others: Sequence[x509.Certificate], signed_at: datetime
) -> ValidationContext:
    return ValidationContext(
        trust_roots=roots,
        other_certs=others,
        moment=signed_at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        # The claimed time is the one to judge by: the key's own dates are on record here.
        best_signature_time=signed_at,
    )


def _stamp_certificates(embedded: EmbeddedPdfSignature) -> list[x509.Certificate]:
    stamps = extract_tst_data_iter(embedded.signer_info, signed=False)
    return [one.chosen for stamp in stamps for one in stamp["certificates"]]


def _is_container_as_written(embedded: EmbeddedPdfSignature, pdf: bytes, chain: Sequence[x509.Certificate]) -> bool:
    """The one place that the signature does not cover is its own: it holds the container, its digits in one case."""
    start, end = embedded.byte_range[1], embedded.byte_range[2]
    written = embedded.pkcs7_content
    digits = written.hex().encode()
    return pdf[start:end] in {b"<%s>" % digits, b"<%s>" % digits.upper()} and is_as_written(written, chain)
