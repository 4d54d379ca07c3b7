"""Signing a finished rendering as the settings ask."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext

from certificates.models import SigningKey
from certificates.signing.keys import (
    DIGEST,
    KeptKeySigner,
    KeyUnusable,
    chain_of,
    own_revocation_list,
    signer_of,
)
from certificates.signing.revision import FIELD_NAME, sign_at_end
from certificates.signing.stamps import stamp_roots, time_stamper
from certificates.signing.token import TOKEN_ERRORS, one_at_a_time


@dataclass(frozen=True)
class Manner:
    """How to sign beyond the plain invisible signature; each of these costs time, size or a promise."""

    time_stamper: TimeStamper | None = None
    is_long_term: bool = False
    # Left, bottom, right, top in points. A visible signature is a form field outside the tags: no PDF/UA-1 any more.
    visible_at: tuple[int, int, int, int] | None = None

    @property
    def is_plain(self) -> bool:
        return self == Manner()


def manner_of_settings() -> Manner:
    """What the operator has set."""
    return Manner(
        time_stamper=time_stamper(),
        is_long_term=settings.SIGNING_LONG_TERM,
        visible_at=_box(settings.SIGNING_VISIBLE_AT),
    )


def _box(corners: list[str]) -> tuple[int, int, int, int] | None:
    if not corners:
        return None
    left, bottom, right, top = map(int, corners)
    return left, bottom, right, top


def sign_certificate(pdf: bytes, *, key: SigningKey, now: datetime, manner: Manner | None = None) -> bytes:
    """A certification signature that allows no changes, PAdES B-B or what the settings add to it.

    Raises KeyUnusable. What was rendered stays at the front of the file, byte for byte.
    """
    manner = manner or manner_of_settings()
    signer = signer_of(key)
    if manner.is_plain and isinstance(signer, KeptKeySigner):
        return sign_at_end(pdf, signer=signer, name=key.name, now=now)
    metadata = PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        name=key.name,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=manner.is_long_term,
        validation_context=_proofs(key, now) if manner.is_long_term else None,
        # In the signed revision itself: behind it nothing may ever stand.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    pdf_signer = PdfSigner(
        metadata,
        signer=signer,
        timestamper=manner.time_stamper,
        new_field_spec=SigFieldSpec(FIELD_NAME, box=manner.visible_at),
        stamp_style=TextStampStyle(stamp_text="%(signer)s\n%(ts)s", border_width=0) if manner.visible_at else None,
    )
    try:
        with one_at_a_time:
            signed = pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=BytesIO())
    except (*TOKEN_ERRORS, TimestampRequestError) as error:
        # Of the token, of the authority that stamps, or of those that say whether the key is still good.
        raise KeyUnusable(f"{key.name}: {type(error).__name__} {error}".rstrip()) from error
    return bytes(signed.getvalue())


def _proofs(key: SigningKey, now: datetime) -> ValidationContext:
    """What shows that key and time stamp are good: said by our own authority, or asked of a real one."""
    own, *above = chain_of(key)
    roots = [*(above[-1:] or [own]), *stamp_roots()]
    revoked = own_revocation_list(key, now=now)
    return ValidationContext(
        trust_roots=roots,
        other_certs=above,
        # Who asks a real authority asks as of this moment.
        moment=None if revoked is None else now,
        crls=None if revoked is None else [revoked],
        allow_fetching=revoked is None,
        revocation_mode="hard-fail",
    )
