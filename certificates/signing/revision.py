"""The signed revision: what is appended to a finished rendering so that it carries a certification signature.

The rendering stays as it is, byte for byte, at the front of the signed file. The file is written once: its end is
known before the signature is, since a hole of fixed size is left for it.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pikepdf
from asn1crypto.cms import CMSAttributes

from certificates.signing.keys import DIGEST, KeptKeySigner

FIELD_NAME = "Signature1"
# Bytes for the CMS container: two certificates and the attributes take 1.5 kB.
ROOM = 6144
RANGE = b"[0 %010d %010d %010d]"
# Stand in a rehearsed container for what differs from one signature to the next; they occur nowhere else.
_DIGEST = hashlib.sha256(b"digest").digest()
_SIGNATURE = hashlib.sha512(b"signature").digest() * 8
# Print and Locked: PDF/A asks for the first, the second keeps viewers from moving it.
WIDGET_FLAGS = 132


class NoRoomError(Exception):
    """The signature is larger than the hole left for it: the chain of certificates is too long."""


@dataclass(frozen=True)
class _Base:
    """What of the rendering the new revision repeats."""

    catalog: bytes
    catalog_id: int
    page: bytes
    page_id: int
    size: int
    info: bytes
    identifier: bytes
    xref_at: int


def sign_at_end(pdf: bytes, *, signer: KeptKeySigner, name: str, now: datetime) -> bytes:
    """`pdf` with an invisible PAdES B-B certification signature that allows no change. One page, a classic xref table."""
    base = _base_of(pdf)
    head, tail, hole = _revision(base, len(pdf), name=name, now=now)
    # The hole runs from its "<" to its ">".
    start, end = len(pdf) + hole, len(pdf) + hole + ROOM * 2 + 2
    whole = len(pdf) + len(head) + ROOM * 2 + len(tail)
    head = head.replace(RANGE % (0, 0, 0), RANGE % (start, end, whole - end), 1)
    digest = hashlib.sha256(pdf)
    digest.update(head[:-1])
    digest.update(tail[1:])
    container = _container(signer, digest.digest()).hex().encode()
    if len(container) > ROOM * 2:
        raise NoRoomError(f"{len(container) // 2} bytes, room for {ROOM}")
    return b"".join([pdf, head, container.ljust(ROOM * 2, b"0"), tail])


class _Rehearsal(KeptKeySigner):
    """Has pyHanko build a container around a mark in the place of a signature."""

    length = 0

    def sign_now(self, data: bytes) -> bytes:  # noqa: ARG002 -- what it stands for takes it
        """The mark."""
        return _SIGNATURE[: self.length]


def _container(signer: KeptKeySigner, digest: bytes) -> bytes:
    """What pyHanko would make of the digest: all of it is the same in every signature of a key, but digest and signature."""
    before, behind = _signed_form(signer)
    signature = signer.sign_now(before + digest + behind)
    start, middle, end = _container_form(signer, len(signature))
    return b"".join([start, digest, middle, signature, end])


@cache
def _signed_form(signer: KeptKeySigner) -> tuple[bytes, bytes]:
    """What is signed, before and behind the digest of the document."""
    before, _mark, behind = _attributes(signer).dump().partition(_DIGEST)
    return before, behind


@cache
def _container_form(signer: KeptKeySigner, length: int) -> tuple[bytes, bytes, bytes]:
    """The container around digest and a signature of `length` bytes: a few lengths occur, one in most."""
    rehearsal = _Rehearsal(key=signer.key, chain=signer.chain)
    rehearsal.length = length
    signing = rehearsal.async_sign_prescribed_attributes(DIGEST, _attributes(signer), cms_version="v1")
    start, _digest, rest = asyncio.run(signing).dump().partition(_DIGEST)
    middle, _signature, end = rest.partition(_SIGNATURE[:length])
    return start, middle, end


def _attributes(signer: KeptKeySigner) -> CMSAttributes:
    """As pyHanko makes them for PAdES, with a mark for the digest."""
    return asyncio.run(signer.signed_attrs(_DIGEST, DIGEST, use_pades=True))


def _base_of(pdf: bytes) -> _Base:
    with pikepdf.open(BytesIO(pdf)) as document:
        root, page = document.Root, document.pages[0].obj
        return _Base(
            catalog=root.unparse(resolved=True),
            catalog_id=root.objgen[0],
            page=page.unparse(resolved=True),
            page_id=page.objgen[0],
            size=int(document.trailer.Size),
            info=document.trailer.Info.unparse(),
            identifier=document.trailer.ID[0].unparse(),
            xref_at=int(pdf[pdf.rindex(b"startxref") :].split()[1]),
        )


def _revision(base: _Base, offset: int, *, name: str, now: datetime) -> tuple[bytes, bytes, int]:
    """What is appended at `offset`, in two pieces of which the first holds the byte range, and where its hole begins."""
    signature_id, field_id = base.size, base.size + 1
    reference = (
        b"<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P 1 >> >>"
    )
    signature = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name %s /M (%s) /Reference [%s] "
        b"/ByteRange %s /Contents <" % (_text(name), _date(now), reference, RANGE % (0, 0, 0))
    )
    widget = b"<< /FT /Sig /T (%s) /Type /Annot /Subtype /Widget /F %d /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>" % (
        FIELD_NAME.encode(),
        WIDGET_FLAGS,
        base.page_id,
        signature_id,
    )
    form = b" /AcroForm << /Fields [%d 0 R] /SigFlags 3 >> /Perms << /DocMDP %d 0 R >> >>" % (field_id, signature_id)
    head = b"\n%d 0 obj\n%s" % (signature_id, signature)
    places, tail = {signature_id: offset + 1}, b"> >>\nendobj\n"
    before = offset + len(head) + ROOM * 2
    for number, body in [
        (field_id, widget),
        (base.catalog_id, base.catalog.removesuffix(b">>") + form),
        (base.page_id, base.page.removesuffix(b">>") + b" /Annots [%d 0 R] >>" % field_id),
    ]:
        places[number] = before + len(tail)
        tail += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref_at = before + len(tail)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    changed = hashlib.sha256(head).hexdigest()[:32].encode()
    tail += (
        b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Info %s /ID [%s <%s>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            rows,
            base.size + 2,
            base.catalog_id,
            base.info,
            base.identifier,
            changed,
            base.xref_at,
            xref_at,
        )
    )
    return head, tail, len(head) - 1


def _text(text: str) -> bytes:
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()


def _date(moment: datetime) -> bytes:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
