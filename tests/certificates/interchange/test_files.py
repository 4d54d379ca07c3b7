"""Lists that come in; archives, print runs and workbooks that go out."""

import hashlib
import io
import subprocess
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from certificates.interchange import lists
from certificates.interchange.archives import path_in_zip, safe_name, zip_of
from certificates.interchange.lists import ListRefused, read_pasted, read_workbook
from certificates.interchange.print_runs import print_run
from certificates.interchange.sheets import sheet_of
from certificates.models import BatchRow, CertificateFile
from certificates.queries import ListLine, finished_rows, rows_for_listing
from certificates.services import revoke_certificate
from tests.certificates.signing.samples import make_key
from tests.factories.batches import make_batch, make_class, run_batch
from tests.factories.certificates import ISSUED, make_officer

TODAY = ISSUED.date()


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_pasted_list_in_three_columns():
    text = "准考证号\t姓名\t班级\n261100001\t张三\t一班\n\n  user-2 ，李四,\u200b二班\nuser-3\n"
    assert read_pasted(text) == [
        ListLine("261100001", "张三", "一班"),
        ListLine("user-2", "李四", "二班"),
        ListLine("user-3"),
    ]


def test_a_workbook_keeps_numbers_as_they_are():
    data = workbook(("用户名",), (261100001.0, "张三", "一班"), (None, None, None), ("=1+1", "李四"))
    assert read_workbook(data) == [ListLine("261100001", "张三", "一班"), ListLine("", "李四")]


@pytest.mark.parametrize(
    "data", [b"", b"a,b", b"PK\x03\x04broken", b"x" * 2_000_001], ids=["empty", "text", "zip", "big"]
)
def test_what_is_no_workbook_is_refused(data):
    with pytest.raises(ListRefused):
        read_workbook(data)


def test_a_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", 8) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 50_000_000)
    with pytest.raises(ListRefused, match=r"解开"):
        read_workbook(buffer.getvalue())


@pytest.mark.parametrize(
    "greed", ["bytearray(400_000_000)", "import os; os.abort()"], ids=["takes all memory", "crashes its library"]
)
def test_a_hostile_workbook_ends_a_process_of_its_own_only(greed, tmp_path, monkeypatch):
    greedy = tmp_path / "greedy.py"
    reader = lists._PROCESS.read_text(encoding="utf-8")
    # After the limits, in the place of what a file would make of the library.
    greedy.write_text(reader.replace("    most_rows, columns = map", f"    {greed}\n    most_rows, columns = map"))
    assert greed in greedy.read_text()
    monkeypatch.setattr(lists, "_PROCESS", greedy)
    with pytest.raises(ListRefused, match="无法读取"):
        read_workbook(workbook(("user-1",)))


@pytest.mark.parametrize("text", ["", "\n \n", "x\n" * 10_001], ids=["empty", "blank", "long"])
def test_a_list_of_nobody_or_of_too_many_is_refused(text):
    with pytest.raises(ListRefused):
        read_pasted(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\a", "C__a"),
        ("欧阳·买买提", "欧阳·买买提"),
        ("a\u202efdp.exe\0\n", "afdp.exe"),
        (" . ", ""),
        ("字" * 100, "字" * 40),
    ],
)
def test_names_that_every_system_takes(text, name):
    assert safe_name(text) == name


@pytest.fixture
def batch(db):
    award, sitting = make_class(4)
    return run_batch(make_batch(award, sitting), actor=make_officer())


def test_the_archive_holds_every_file_by_class_with_its_digest(batch):
    parts = list(zip_of(finished_rows(batch), now=ISSUED))
    # A piece for each certificate: what is sent is not kept.
    assert len(parts) == 5
    with ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        *names, digests = archive.namelist()
        rows = finished_rows(batch)
        assert names == [f"{row.group}/{row.certificate.number}_{row.certificate.payload['name']}.pdf" for row in rows]
        listed = dict(reversed(line.split("  ")) for line in archive.read(digests).decode().splitlines())
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    assert (digests, listed) == ("SHA256SUMS.txt", found)
    assert set(found.values()) == set(CertificateFile.objects.values_list("sha256", flat=True))


def test_a_damaged_record_is_named_and_the_rest_is_there(batch):
    row = finished_rows(batch).first()
    storage = row.certificate.photo.storage
    for name in storage.listdir("certificate_files")[1]:
        if name.startswith(row.certificate.payload_sha256):
            storage.delete(f"certificate_files/{name}")
    storage.delete(row.certificate.photo.name)
    with ZipFile(io.BytesIO(b"".join(zip_of(finished_rows(batch), now=ISSUED)))) as archive:
        assert archive.read("MISSING.txt").decode() == f"{row.certificate.number}\n"
        assert len(archive.namelist()) == 5


def test_a_revoked_one_is_not_handed_out(batch):
    gone = batch.rows.first().certificate
    revoke_certificate(certificate=gone, reason="冒名顶替", actor=make_officer("second"), now=ISSUED)
    assert gone.pk not in finished_rows(batch).values_list("certificate", flat=True)
    assert finished_rows(batch).count() == 3


def test_no_class_no_folder(batch):
    certificate = batch.rows.first().certificate
    assert path_in_zip(certificate, " ..") == f"{certificate.number}_欧阳·买买提.pdf"


def said_by(tool, pdf, tmp_path, *arguments):
    path = tmp_path / "run.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [tool, *arguments[:-1], str(path), *arguments[-1:]], capture_output=True, text=True, check=True
    ).stdout


def test_the_print_run_has_all_pages_in_order_with_their_fonts(db, tmp_path):
    make_key(now=ISSUED)
    award, sitting = make_class(4)
    batch = run_batch(make_batch(award, sitting), actor=make_officer())
    rows = list(finished_rows(batch))
    pdf = print_run(rows, now=ISSUED)
    for page, row in enumerate(rows, 1):
        text = said_by("pdftotext", pdf, tmp_path, "-f", str(page), "-l", str(page), "-")
        assert row.certificate.number in text
        assert row.certificate.payload["name"] in text
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "run.pdf")], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    assert print_run(rows, now=ISSUED) == pdf


def test_no_cell_of_the_list_is_a_formula(batch):
    BatchRow.objects.filter(batch=batch, place=2).update(group="=HYPERLINK(1)", reasons=["+1"], reference="@a\x07")
    sheet = load_workbook(io.BytesIO(sheet_of(rows_for_listing(batch), today=TODAY))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    line = [cell.value for cell in sheet[3]]
    assert (line[1], line[3], line[9]) == ("'@a", "'=HYPERLINK(1)", "'+1")
    number = batch.rows.get(place=2).certificate.number
    assert (line[0], line[5], sheet.max_row) == (2, number, 5)
