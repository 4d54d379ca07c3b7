"""A design on trial: the real PDF of a certificate of nobody, and a picture of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw

from certificates.payload import CertificatePayload, ComponentScore
from certificates.rendering.certificate import set_alone
from certificates.rendering.sheet import PrintedDesign

# A code of the right form that no certificate has.
CODE = "0" * 26
PICTURE_DPI = 110
SPECIMENS = ("usual", "long", "latin", "course")
_DAY = date(2026, 11, 24)
_USUAL = CertificatePayload(
    layout="",
    layout_version=1,
    number="PX00-000000-XX",
    title="",
    name="林致远",
    course_title="客户服务管理师（二级）培训",
    exam_title="客户服务管理师（二级）理论与技能考试",
    issuer="",
    components=(
        ComponentScore("理论知识", Decimal("86.5"), Decimal(60)),
        ComponentScore("操作技能", Decimal(78), Decimal(60)),
        ComponentScore("综合评审", Decimal("91.25"), Decimal(60)),
    ),
    total=Decimal("85.25"),
    hours=80,
    issued_on=_DAY,
    expires_on=date(2029, 11, 23),
    photo_sha256="",
    completed_on=_DAY,
)
_CHANGES: dict[str, dict[str, object]] = {
    "usual": {},
    "long": {
        "name": "欧阳·买买提·阿卜杜热合曼·吐尔逊·玉素甫江·艾力·托合提·努尔麦麦提·伊敏",
        "course_title": "客户服务管理师（二级）投诉处理与客户关系维护专题培训",
    },
    "latin": {"name": "Maximiliana Konstantinopoulou-Feather von Hohenlohe"},
    "course": {"exam_title": "", "components": (), "total": None, "expires_on": None},
}


def specimen(kind: str, *, design: PrintedDesign, issuer: str) -> CertificatePayload:
    """A certificate of nobody, of one of the SPECIMENS; raises KeyError."""
    spec = design.spec
    changes: dict[str, object] = {
        "layout": spec.layout,
        "layout_version": spec.layout_version,
        "title": spec.title,
        "issuer": issuer,
        "design": spec.digest,
        **_CHANGES[kind],
    }
    return replace(_USUAL, **changes)  # type: ignore[arg-type]


def proof_pdf(design: PrintedDesign, *, kind: str, issuer: str, site: str) -> bytes:
    """The certificate as the press would print it; raises UnsetCharactersError and RenderingError."""
    payload = specimen(kind, design=design, issuer=issuer)
    return set_alone(payload, photo=_silhouette(), verify_url=f"{site}/verify/{CODE}/", design=design)


def proof_picture(pdf: bytes) -> bytes:
    """The first page as a PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        stream = BytesIO()
        document[0].render(scale=PICTURE_DPI / 72).to_pil().save(stream, "PNG")
        return stream.getvalue()
    finally:
        document.close()


def _silhouette() -> bytes:
    """A portrait of nobody, in the measures of a real one."""
    picture = Image.new("RGB", (716, 882), "#dfe3e6")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((-10, 620, 726, 1400), fill="#6d7680")
    draw.rectangle((300, 540, 416, 680), fill="#b9a898")
    draw.ellipse((218, 190, 498, 590), fill="#c9b8a7")
    draw.pieslice((208, 160, 508, 520), 180, 360, fill="#4a4440")
    stream = BytesIO()
    picture.resize((358, 441), Image.Resampling.LANCZOS).save(stream, "JPEG", quality=88)
    return stream.getvalue()
