"""Certificates of made-up people: for the press's bench, and signed ones of each design for `make check-pdf`.

`python -m bench.with_django bench.specimens FOLDER` writes the latter.
"""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from PIL import Image

from certificates.payload import CertificatePayload, ComponentScore
from certificates.rendering.certificate import render_certificate
from certificates.rendering.design import DesignSpec, Signature
from certificates.rendering.layouts import LAYOUTS
from certificates.rendering.sheet import PrintedDesign
from certificates.services.designs import SHIPPED
from certificates.signing import authority
from certificates.signing.keys import KeptKeySigner
from certificates.signing.revision import sign_at_end

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英"
SIGNATORIES = (Signature("高晓明", "培训部主任", "Director"), Signature("林伟", "考务负责人"))
CREDENTIAL = b'{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}'.ljust(1600)


@dataclass(frozen=True)
class Specimen:
    """All that one certificate is printed from."""

    payload: CertificatePayload
    photo: bytes
    verify_url: str


def specimens(count: int, *, layout: str = "completion", version: int = 2) -> Iterator[Specimen]:
    """People of one class: each with a name, number, scores and code of their own."""
    photo = portrait()
    for place in range(count):
        name = SURNAMES[place % 20] + GIVEN[place // 20 % 23] + GIVEN[place * 7 % 23]
        payload = CertificatePayload(
            layout=layout,
            layout_version=version,
            number=f"PX26-{place:06}-8M",
            title="培训合格证书",
            name=name,
            course_title="客户服务管理师（二级）培训",
            exam_title="客户服务管理师（二级）理论与技能考试",
            issuer="客户服务管理师学习与考试平台",
            components=(
                ComponentScore("理论知识", Decimal(60 + place % 40), Decimal(60)),
                ComponentScore("操作技能", Decimal(600 + place % 399) / 10, Decimal(60)),
            ),
            total=Decimal(60 + place % 40),
            hours=80,
            issued_on=date(2026, 11, 24),
            expires_on=date(2029, 11, 23),
            photo_sha256="0" * 64,
        )
        yield Specimen(payload, photo, f"https://kefu.example.cn/verify/JEF0SVNZZ8A2YCEB5CAZ{place:06}/")


def portrait() -> bytes:
    """A JPEG of 358 × 441 with as much in it as a photograph, always the same."""
    noise = Image.linear_gradient("L").resize((358, 441))
    stream = io.BytesIO()
    Image.merge("RGB", (noise, noise.rotate(90).resize((358, 441)), noise.rotate(180))).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def own_signer() -> KeptKeySigner:
    """A key of a test authority that lives as long as this process."""
    root = authority.make_authority(organisation="测试", now=NOW)
    made = authority.make_signing_key(organisation="测试", authority=root, now=NOW, years=1)
    chain = [Certificate.load(one.certificate.public_bytes(serialization.Encoding.DER)) for one in (made, root)]
    return KeptKeySigner(key=made.key, chain=chain)


def signed(one: Specimen, signer: KeptKeySigner, design: PrintedDesign | None = None) -> bytes:
    """What a person gets, with a credential in it."""
    pdf = render_certificate(
        one.payload, photo=one.photo, verify_url=one.verify_url, credential=CREDENTIAL, design=design
    )
    return sign_at_end(pdf, signer=signer, name="测试", now=NOW)


def main() -> None:
    """One signed certificate of each design into the folder that is named."""
    folder, signer = Path(sys.argv[1]), own_signer()
    for name, version in LAYOUTS:
        for one in specimens(1, layout=name, version=version):
            (folder / f"{name}-{version}.pdf").write_bytes(signed(one, signer))
    for name, spec in variants():
        for one in specimens(1, layout=spec.layout, version=spec.layout_version):
            (folder / f"{name}.pdf").write_bytes(signed(one, signer, PrintedDesign(spec)))


def variants() -> Iterator[tuple[str, DesignSpec]]:
    """Each shipped design, landscape or portrait as it is, in Chinese and bilingual, with and without the portrait."""
    shipped = shipped_designs()
    bilingual = next(spec for spec in shipped.values() if spec.is_bilingual)
    for name, spec in shipped.items():
        for is_bilingual, shows_photo in product((False, True), repeat=2):
            language, photo = "zh-en" if is_bilingual else "zh", "photo" if shows_photo else "plain"
            whole = replace(
                spec,
                title_en=bilingual.title_en,
                sentence_en=bilingual.sentence_en,
                is_bilingual=is_bilingual,
                shows_photo=shows_photo,
                signatures=SIGNATORIES,
            )
            yield f"{name}-{language}-{photo}", whole


def shipped_designs() -> dict[str, DesignSpec]:
    """Those that come with the platform, by the names of their files."""
    texts = {file.name.removesuffix(".json"): file.read_text(encoding="utf-8") for file in SHIPPED.iterdir()}
    return {name: DesignSpec.from_json(json.loads(text)["spec"]) for name, text in sorted(texts.items())}


if __name__ == "__main__":
    main()
