"""Designs in the back office: made, proofed, saved as versions; bad input is said and changes nothing."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from certificates.models import Design, DesignPicture, DesignVersion
from certificates.services.designs import load_shipped_designs
from certificates.views.designs import SALT
from tests.factories.certificates import make_award, make_officer
from tests.factories.sittings import make_room, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db
HOME = "/admin/certificate_designs/"
FORM = {
    "name": "新样式",
    "layout": "classic",
    "title": "培训合格证书",
    "sentence": "参加“{course}”培训，[修满 {hours} 学时，]特发此证。",
    "palette": "jade",
    "border": "double",
    "shows_scores": "on",
    "qr_place": "left",
    "seal": "drawn",
    "seal_centre": "训",
    "seal_foot": "培训证书专用章",
    "person_1": "林致远",
    "role_1": "主任",
    "specimen": "usual",
}


@pytest.fixture
def office(client):
    client.force_login(make_officer())
    return client


def read(response):
    return response.content.decode()


def seal(size=(60, 60)):
    stream = BytesIO()
    Image.new("RGBA", size, (176, 42, 24, 90)).save(stream, "PNG")
    return SimpleUploadedFile("seal.png", stream.getvalue(), "image/png")


def test_a_design_is_made_and_changed_into_a_second_version(office):
    assert office.get(f"{HOME}new/").status_code == 200
    answer = office.post(f"{HOME}new/", FORM)
    design = Design.objects.get()
    assert answer.url == f"{HOME}{design.pk}/"
    assert 'value="新样式"' in read(office.get(f"{HOME}{design.pk}/change/"))
    office.post(f"{HOME}{design.pk}/change/", {**FORM, "palette": "umber"})
    first, second = DesignVersion.objects.order_by("number")
    assert (first.spec["palette"], second.spec["palette"], second.number) == ("jade", "umber", 2)
    assert second.spec["signatures"] == [{"name": "林致远", "role": "主任", "role_en": "", "picture": ""}]
    assert "第 2 版" in read(office.get(f"{HOME}{design.pk}/"))


def test_the_proof_shows_the_picture_and_the_pdf_of_what_the_form_holds(office):
    page = read(office.post(f"{HOME}proof/", FORM))
    picture, pdf = (
        office.get(re.search(rf'"({HOME}proof\.{form}\?design=[^"#]+)', page)[1]) for form in ("png", "pdf")
    )
    assert (picture["Content-Type"], pdf["Content-Type"]) == ("image/png", "application/pdf")
    assert picture.content.startswith(b"\x89PNG")
    with pikepdf.open(BytesIO(pdf.content)) as document:
        assert len(document.pages) == 1
    assert Design.objects.count() == 0


def test_the_proof_works_by_its_button_without_script(office):
    page = read(office.get(f"{HOME}new/"))
    assert re.search(rf'formaction="{HOME}proof/"\s+formtarget="design-proof"', page)
    assert f'<iframe name="design-proof" src="{HOME}proof/"' in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sentence": "{payload}"}, "payload"),
        ({"sentence": "{course"}, "不成对"),
        ({"sentence": "见 https://evil.example/x"}, "不能填写网址"),
        ({"title": "javascript:alert(1)"}, "不能填写网址"),
        ({"title": "证\u2500书"}, "无法印刷"),
        ({"title": "证\ue000书"}, "U+E000"),
        ({"palette": "url(http://evil.example)"}, ""),
        ({"layout": "../../x"}, ""),
        ({"seal": "picture"}, "请选择印章图片"),
        ({"is_bilingual": "on"}, "需要英文正文"),
        ({"person_1": ""}, "请填写签名人姓名"),
        (
            {"seal_picture": SimpleUploadedFile("x.svg", b"<svg onload='x'/>", "image/svg+xml"), "seal": "picture"},
            "PNG",
        ),
        ({"seal_picture": seal((4100, 1)), "seal": "picture"}, "4000"),
    ],
)
def test_bad_input_is_said_in_form_and_proof_and_changes_nothing(office, change, said):
    for address in (f"{HOME}new/", f"{HOME}proof/"):
        if upload := change.get("seal_picture"):
            upload.seek(0)
        answer = office.post(address, {**FORM, **change})
        assert answer.status_code == 422
        assert said in read(answer)
    assert (Design.objects.count(), DesignPicture.objects.count()) == (0, 0)


def test_a_picture_of_the_seal_is_kept_and_stays_when_nothing_new_is_sent(office):
    office.post(f"{HOME}new/", {**FORM, "seal": "picture", "seal_picture": seal()})
    design = Design.objects.get()
    digest = DesignPicture.objects.get().sha256
    office.post(f"{HOME}{design.pk}/change/", {**FORM, "seal": "picture", "palette": "umber"})
    assert [one.spec["seal_picture"] for one in design.versions.all()] == [digest, digest]


@pytest.mark.parametrize("token", ["", "x", "eyJzcGVjIjp7fX0:1:forged"])
def test_a_proof_of_a_forged_token_is_not_there(office, token):
    assert office.get(f"{HOME}proof.pdf?design={token}").status_code == 404


@pytest.mark.parametrize("name", ["<b>样</b>", '"><script>alert(1)</script>'])
def test_markup_in_a_name_is_text_in_the_back_office(office, name):
    office.post(f"{HOME}new/", {**FORM, "name": name, "person_1": name[:20]})
    design = Design.objects.get()
    for address in (HOME, f"{HOME}{design.pk}/", f"{HOME}{design.pk}/change/"):
        assert name not in read(office.get(address))


def test_others_reach_nothing_and_change_nothing(client):
    load_shipped_designs(now=timezone.now())
    design = Design.objects.first()
    client.force_login(make_user("other", full_name="李四"))
    for address in (HOME, f"{HOME}new/", f"{HOME}{design.pk}/", f"{HOME}{design.pk}/change/", f"{HOME}proof.pdf"):
        assert client.get(address).status_code in {302, 403}
    for address in (f"{HOME}new/", f"{HOME}{design.pk}/change/", f"{HOME}proof/"):
        client.post(address, {**FORM, "seal": "picture", "seal_picture": seal()})
    assert (DesignVersion.objects.count(), DesignPicture.objects.count()) == (3, 0)


@pytest.mark.parametrize("more", [0, 2])
def test_queries_do_not_grow_with_the_list_or_the_versions(office, django_assert_num_queries, more):
    office.post(f"{HOME}new/", FORM)
    design = Design.objects.get()
    for palette in ["umber", "gold"][:more]:
        office.post(f"{HOME}{design.pk}/change/", {**FORM, "palette": palette})
        office.post(f"{HOME}new/", {**FORM, "name": palette})
    office.get(HOME)
    with django_assert_num_queries(10):
        office.get(HOME)
    with django_assert_num_queries(10):
        office.get(f"{HOME}{design.pk}/")


def test_an_award_takes_the_title_of_its_design(office):
    office.post(f"{HOME}new/", {**FORM, "title": "结业证书"})
    award = make_award(make_room().exam)
    fields = {
        "code": award.code,
        "title": "",
        "course_title": "投诉处理",
        "exam": award.exam_id,
        "hours": 24,
        "valid_months": 0,
        "min_hours": 0,
        "renewal": "none",
        "renew_before_days": 60,
        "renew_after_days": 30,
        "issuer": "",
        "layout": "completion",
    }
    address = f"/admin/certificate_awards/edit/{award.pk}/"
    assert "请填写标题" in read(office.post(address, fields))
    office.post(address, {**fields, "design": Design.objects.get().pk})
    award.refresh_from_db()
    assert (award.title, award.design) == ("结业证书", Design.objects.get())


def test_a_proof_stands_in_the_frame_before_anything_was_typed_and_a_name_is_given_once(office):
    load_shipped_designs(now=timezone.now())
    design = Design.objects.first()
    assert "proof.png?design=" in read(office.get(f"{HOME}{design.pk}/proof/"))
    assert "proof.png?design=" not in read(office.get(f"{HOME}proof/"))
    answer = office.post(f"{HOME}new/", {**FORM, "name": design.name})
    assert (answer.status_code, Design.objects.count()) == (422, 3)


def test_a_proof_of_what_cannot_be_set_any_more_is_not_there(office, client):
    load_shipped_designs(now=timezone.now())
    spec = {**DesignVersion.objects.first().spec, "seal": "picture", "seal_picture": "0" * 64}
    token = signing.dumps({"spec": spec, "specimen": "usual"}, salt=SALT, compress=True)
    assert office.get(f"{HOME}proof.pdf?design={token}").status_code == 404
    client.force_login(make_persona("marker"))
    for address in (f"{HOME}proof.pdf?design={token}", f"{HOME}new/"):
        assert client.get(address).status_code in {302, 403}
