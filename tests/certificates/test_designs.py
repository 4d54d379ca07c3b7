"""Designs: every saved change a version, what was issued keeps its own, pictures checked, strangers refused."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from PIL import Image

from certificates.models import Certificate, Design, DesignPicture, DesignVersion
from certificates.queries import design_versions, with_versions
from certificates.rendering.artwork import ArtworkRefused, artwork
from certificates.rendering.design import DesignSpec, Signature
from certificates.services import issue_certificate, supersede_certificate
from certificates.services.certificates import CertificateDamaged, print_record
from certificates.services.designs import (
    DesignDamaged,
    keep_picture,
    load_shipped_designs,
    printed_design,
    save_design,
    with_pictures,
)
from tests.certificates.samples import text_of
from tests.factories.certificates import ISSUED, make_certificate, make_officer
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db
SPEC = DesignSpec(layout="calm", title="结业证书", sentence="参加“{course}”培训，准予结业。")


def save(spec=SPEC, *, design=None, name="样式", actor=None):
    return save_design(design=design, name=name, spec=spec, actor=actor, now=ISSUED)


def picture(form="PNG", size=(30, 20)):
    stream = BytesIO()
    Image.new("RGB", size, "red").save(stream, form)
    return stream.getvalue()


def bomb():
    """A small PNG whose head promises 60,000 × 60,000 pixels."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"0")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def test_every_changed_look_is_a_version_and_the_same_look_is_none():
    first = save()
    assert (first.number, save(design=first.design, name="新名").pk) == (1, first.pk)
    second = save(replace(SPEC, palette="jade"), design=first.design)
    assert (second.number, DesignVersion.objects.count(), Design.objects.get().name) == (2, 2, "样式")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_version(act):
    version = save()
    rows = DesignVersion.objects.filter(pk=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(number=9) if act == "update" else rows._raw_delete(rows.db)
    assert DesignVersion.objects.get().number == 1


def test_only_who_makes_designs_saves_one_or_keeps_a_picture():
    stranger = make_user("other", full_name="李四")
    for act in (lambda: save(actor=stranger), lambda: keep_picture(picture(), actor=stranger, now=ISSUED)):
        with pytest.raises(PermissionDenied):
            act()
    assert (Design.objects.count(), DesignPicture.objects.count()) == (0, 0)


def test_an_issued_certificate_keeps_its_version_and_a_new_one_takes_the_latest():
    first = save()
    certificate = make_certificate(design=first.design)
    before = print_record(certificate).pdf
    second = save(replace(SPEC, sentence="学完“{course}”。"), design=first.design)
    assert print_record(Certificate.objects.get()).pdf == before
    assert (certificate.payload["design"], certificate.payload["layout"]) == (first.sha256, "calm")
    newer = supersede_certificate(
        certificate=certificate, code="reissue", reason="补发", actor=make_officer(), now=ISSUED
    )
    assert newer.payload["design"] == second.sha256
    assert "学完“客户服务改进”。" in text_of(print_record(newer).pdf).replace("\n", "")
    assert [(one.number, one.issued) for one in design_versions(first.design)] == [(2, 1), (1, 1)]


def test_an_award_without_a_design_prints_the_plain_layout():
    payload = make_certificate().payload
    assert (payload["layout"], payload["layout_version"], payload["design"]) == ("completion", 2, "")


def test_a_certificate_whose_design_is_gone_is_not_printed():
    certificate = make_certificate(design=save().design)
    with pytest.raises(DesignDamaged):
        printed_design("0" * 64)
    certificate.payload["design"] = "0" * 64
    with pytest.raises(CertificateDamaged):
        print_record(certificate)


def test_pictures_are_kept_once_and_a_touched_one_is_found():
    officer = make_officer()
    data = artwork(picture())
    digest = keep_picture(data, actor=officer, now=ISSUED)
    assert (keep_picture(data, actor=officer, now=ISSUED), DesignPicture.objects.count()) == (digest, 1)
    spec = replace(SPEC, seal="picture", seal_picture=digest, signatures=(Signature("一", "二", picture=digest),))
    assert with_pictures(spec).pictures == {digest: data}
    kept = DesignPicture.objects.get().file
    Path(kept.path).write_bytes(data + b"x")
    with pytest.raises(DesignDamaged):
        with_pictures(spec)
    Path(kept.path).unlink()
    with pytest.raises(DesignDamaged):
        with_pictures(spec)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_is_encoded_anew(form):
    sent = picture(form) + b"<script>trailing</script>"
    kept = artwork(sent)
    assert b"script" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (30, 20)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "只能印刷"),
        (b"GIF89a", "只能印刷"),
        (b"%PDF-1.7", "只能印刷"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_000, "2 MB"),
        (picture(size=(4001, 1)), "4000"),
        # A bomb: its head promises 60,000 × 60,000 pixels.
        (bomb(), "4000"),
    ],
)
def test_what_is_no_small_picture_is_refused(data, said):
    with pytest.raises(ArtworkRefused, match=said):
        artwork(data)


def test_shipped_designs_are_loaded_once_and_never_over_an_officer():
    loaded = load_shipped_designs(now=ISSUED)
    assert sorted(DesignVersion.objects.values_list("spec__layout", flat=True)) == ["calm", "classic", "ledger"]
    changed = save(SPEC, design=loaded[0], name=loaded[0].name)
    assert load_shipped_designs(now=ISSUED) == []
    assert loaded[0].versions.first() == changed


@pytest.mark.parametrize("layout", ["典雅 · 横版", "清素 · 竖版", "双语 · 横版（照片与成绩）"])
def test_a_certificate_is_issued_in_each_shipped_design(layout):
    load_shipped_designs(now=ISSUED)
    certificate = make_certificate(design=Design.objects.get(name=layout))
    words = text_of(print_record(certificate).pdf).replace("\n", "")
    assert ("欧阳·买买提" in words, certificate.number in words) == (True, True)


def test_a_list_knows_version_and_uses():
    design = save().design
    make_certificate(design=design)
    found = with_versions(Design.objects.all()).get()
    assert (found.latest, found.changed, found.uses) == (1, ISSUED, 1)


def test_issuing_again_gives_the_same_certificate_after_a_change_of_design():
    certificate = make_certificate(design=save().design)
    save(replace(SPEC, palette="umber"), design=certificate.award.design)
    again = issue_certificate(award=certificate.award, candidate=certificate.person.user, actor=None, now=ISSUED)
    assert again == certificate
