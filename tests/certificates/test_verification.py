"""What is said of a file: ours, unaltered, and worth what today; by service, command and page."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from certificates.access import FILES
from certificates.badges.carriers import Carrier
from certificates.badges.check import BadgeFinding, verify_badge
from certificates.badges.store import signed_credential
from certificates.models import CertificateFile, SigningKey
from certificates.queries import Standing
from certificates.services import open_pdf, revoke_certificate
from certificates.signing.check import Finding
from certificates.signing.keys import create_signing_key
from certificates.verification import LARGEST_FILE, verify_file
from tests.factories.certificates import ISSUED, make_badge_key, make_certificate, make_officer

pytestmark = pytest.mark.django_db
NOW = ISSUED + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def certificate():
    create_signing_key(name="学习平台", years=3, now=ISSUED)
    return make_certificate()


def file_of(certificate) -> bytes:
    with open_pdf(certificate, now=NOW) as file:
        return file.read()


def test_a_downloaded_file_is_genuine_and_says_its_certificates_state(certificate):
    verdict = verify_file(file_of(certificate), now=NOW)
    assert (verdict.finding, verdict.standing, verdict.is_good) == (Finding.GENUINE, Standing.VALID, True)
    assert verdict.file.certificate == certificate
    assert verdict.to_json()["number"] == certificate.number


def test_what_was_handed_out_is_on_record(certificate):
    file_of(certificate)
    file_of(certificate)
    record = CertificateFile.objects.get()
    assert (record.certificate, record.layout, record.signing_key) == (
        certificate,
        "completion-2",
        SigningKey.objects.get(),
    )
    assert "NotoSerifCJK-Regular.ttc" in record.fonts


def test_a_revoked_certificates_file_is_genuine_and_not_good(certificate):
    data = file_of(certificate)
    revoke_certificate(certificate=certificate, reason="错发", actor=make_officer(), now=NOW)
    verdict = verify_file(data, now=NOW)
    assert (verdict.finding, verdict.standing, verdict.is_good) == (Finding.GENUINE, Standing.REVOKED, False)


def test_a_changed_byte_makes_it_altered_and_says_nothing_of_the_certificate(certificate):
    data = bytearray(file_of(certificate))
    data[5000] ^= 1
    verdict = verify_file(bytes(data), now=NOW)
    assert (verdict.finding, verdict.is_ours, verdict.file) == (Finding.ALTERED, True, None)
    assert verdict.to_json()["number"] is None


def test_before_there_is_a_key_files_are_unsigned_and_afterwards_signed():
    certificate = make_certificate()
    assert verify_file(file_of(certificate), now=NOW).finding == Finding.UNSIGNED
    create_signing_key(name="学习平台", years=3, now=ISSUED)
    assert verify_file(file_of(certificate), now=NOW).finding == Finding.GENUINE


def test_a_file_signed_with_an_earlier_key_stays_genuine(certificate):
    data = file_of(certificate)
    create_signing_key(name="学习平台", years=3, now=NOW + timedelta(days=1))
    assert verify_file(data, now=NOW + timedelta(days=2)).is_good


def test_a_huge_file_is_not_even_read():
    assert verify_file(b"%PDF-" + bytes(LARGEST_FILE), now=NOW).finding == Finding.UNREADABLE


# By command


def run(*arguments) -> tuple[int, dict]:
    out, status = StringIO(), 0
    try:
        call_command("verify_certificate", *arguments, "--json", stdout=out)
    except SystemExit as end:
        status = end.code
    return status, json.loads(out.getvalue())


def test_the_command_answers_a_machine(certificate, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(file_of(certificate))
    status, said = run(str(path))
    assert (status, said["finding"], said["status"], said["number"]) == (0, "genuine", "valid", certificate.number)
    path.write_bytes(path.read_bytes() + b" ")
    status, said = run(str(path))
    assert (status, said["good"], said["number"]) == (1, False, None)


def test_the_command_says_which_file_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify_certificate", str(tmp_path / "nowhere.pdf"))


def test_a_key_is_made_by_command_and_not_under_dry_run():
    out = StringIO()
    call_command("create_signing_key", "--dry-run", "--json", stdout=out)
    assert (json.loads(out.getvalue())["fingerprint"], SigningKey.objects.count()) == (None, 0)
    out = StringIO()
    call_command("create_signing_key", "--name", "培训中心", "--json", stdout=out)
    assert json.loads(out.getvalue())["fingerprint"] == SigningKey.objects.get(name="培训中心").fingerprint


# By page


def show(client, data: bytes):
    upload = SimpleUploadedFile("certificate.pdf", data, content_type="application/pdf")
    return client.post("/verify/file/", {"file": upload})


def test_a_stranger_shows_a_file(client, certificate):
    page = show(client, file_of(certificate)).content.decode()
    assert 'class="verdict verdict-valid"' in page
    assert certificate.number in page
    assert certificate.payload["name"] not in page


def test_a_stranger_shows_a_forged_file(client, certificate):
    page = show(client, file_of(certificate) + b"\n").content.decode()
    assert 'class="verdict verdict-altered"' in page
    assert certificate.number not in page


def test_a_downloaded_file_carries_the_badge_and_both_are_genuine(client, settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    create_signing_key(name="学习平台", years=3, now=ISSUED)
    make_badge_key()
    paper = file_of(make_certificate())
    assert verify_file(paper, now=NOW).is_good
    verdict = verify_badge(paper, now=NOW)
    assert (verdict.finding, verdict.carrier, verdict.is_good) == (BadgeFinding.GENUINE, Carrier.PDF, True)


def test_a_stranger_shows_a_badge(client, certificate):
    make_badge_key()
    badge = signed_credential(certificate, results=True, name=False)
    text = show(client, badge).content.decode()
    assert "此徽章与签名时完全一致" in text
    assert certificate.number in text
    assert "张三" not in text
    assert "此文件中没有找到徽章" in show(client, b"no badge").content.decode()


def test_no_file_and_an_empty_file_are_said_at_the_field(client):
    for answer in (client.post("/verify/file/", {}), show(client, b"")):
        assert 'class="verdict' not in answer.content.decode()
        assert answer.context["form"].errors.keys() == {"file"}


def test_files_are_counted_by_address(client, monkeypatch):
    for _time in range(FILES.allowed):
        FILES.spend("127.0.0.1")
    answer = show(client, b"%PDF-1.7")
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")


def test_the_public_keys_are_shown_in_one_query(client, certificate, django_assert_num_queries):
    client.get("/verify/keys/")
    for _more in range(3):
        with django_assert_num_queries(1):
            page = client.get("/verify/keys/").content.decode()
        create_signing_key(name="学习平台", years=3, now=NOW)
    assert SigningKey.objects.earliest("pk").fingerprint in page
    assert "BEGIN CERTIFICATE" in page
    assert "PRIVATE" not in page
