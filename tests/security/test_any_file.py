"""Whatever stands in a file that somebody sends: it is read, or refused with a word; never an error, nothing half done.

What is read in a child process is tried as bytes a few times and by its cells many times. Items: tests/exams/bank/interchange;
portraits: tests/accounts/photos; figures: tests/courses.
"""

import io
import json
import tarfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.models import User
from certificates.badges.carriers import baked_png
from certificates.badges.check import BadgeVerdict
from certificates.interchange.lists import ListRefused, read_pasted
from certificates.verification import FileVerdict, verify_any_file
from config.services.backups import MANIFEST, BackupRefused, Manifest, check_backup, restore_backup
from courses.interchange.problems import ContentRefused
from exams.analysis.interchange.keys import read_key
from exams.papers.assembly import Forms, Infeasible, Undecided, assemble, faults
from exams.papers.interchange.pool_files import KINDS, Sheet, pool_of, read_pool
from exams.sittings.interchange.roster import COLUMNS, RosterRefused, read_roster
from exams.sittings.models import Registration, Room
from exams.sittings.queries import RosterRow, check_roster
from exams.sittings.services import RosterHasErrors, register_roster
from exams.sittings.services.withdrawals import WithdrawalRefused
from tests.factories.sittings import NOW, make_room, make_user
from tests.personas import browser_of, make_persona

# A child process for each.
FEW = settings(
    derandomize=True, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MANY = settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NUMBERS = [
    "0",
    "1",
    "2",
    "-1",
    "01",
    "1.5",
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "9" * 30,
    "²",
    "١٢",
    "１２",
    "１．５",
    "٫5",
]
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from([*NUMBERS, "", "=1+1", "a\0b", "\ud7ff", "长" * 600, "\u202e", "A"])
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
)


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append([_writable(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _writable(cell):
    """What a workbook can hold at all."""
    return "".join(one for one in cell if one >= " ") if isinstance(cell, str) else cell


def says_why(refusal):
    """A refusal is for a person to read."""
    assert all(str(problem) for problem in getattr(refusal, "problems", [refusal]))


@st.composite
def damaged(draw, whole):
    """A file with some bytes changed, cut out or put in."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)


# Lists of candidates


GOOD_ROSTER = workbook([("用户名", "姓名", "考场", "座位"), ("li", "李明", "考场1", "2")])


@pytest.fixture
def sitting(db):
    make_user("li", full_name="李明", email="li@example.com", phone="+8613800000001")
    return make_room().sitting


def everything():
    return {model: model.objects.count() for model in (User, Registration, Room)}


@MANY
@given(
    rows=st.lists(st.builds(RosterRow, st.integers(2, 9), *[TEXTS] * 6), min_size=1, max_size=4),
    makes_accounts=st.booleans(),
    is_complete=st.booleans(),
)
@example(rows=[RosterRow(2, "li", room="考场1", seat="²")], makes_accounts=False, is_complete=False)
@example(rows=[RosterRow(2, "新来的", "新人", "考场1", "1", "xin@example.com")], makes_accounts=True, is_complete=True)
def test_a_list_registers_everybody_or_nobody(sitting, rows, makes_accounts, is_complete):
    officer = make_persona("exam_officer")
    with transaction.atomic():
        before = everything()
        checked = check_roster(sitting, rows, makes_accounts=makes_accounts, is_complete=is_complete, now=NOW)
        assert everything() == before
        missing = [place.number for place, _refusal in checked.missing] if is_complete else None
        asked = {"makes_accounts": makes_accounts, "missing": missing, "actor": officer, "now": NOW}
        try:
            register_roster(sitting=sitting, rows=rows, **asked)
        except (RosterHasErrors, WithdrawalRefused) as refused:
            says_why(refused)
            assert everything() == before
        else:
            assert checked.is_ready
        transaction.set_rollback(True)


@FEW
@given(rows=st.lists(st.lists(CELLS, max_size=7), min_size=20, max_size=60))
def test_any_cells_make_a_list_or_a_word(rows):
    try:
        read = read_roster(workbook([tuple(COLUMNS.values()), *rows]))
    except RosterRefused as refused:
        says_why(refused)
    else:
        assert all(isinstance(cell, str) for row in read for cell in (row.username, row.seat, row.name))


@FEW
@given(
    data=st.one_of(
        st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest), damaged(GOOD_ROSTER)
    )
)
def test_any_bytes_as_a_list_are_answered(sitting, data):
    before = everything()
    file = SimpleUploadedFile("名单.xlsx", data)
    answer = browser_of("exam_officer").post(f"/admin/exam-day/{sitting.pk}/roster/", {"file": file})
    # The officer was made for the first of them.
    assert (answer.status_code in {200, 422}, everything() | {User: 0}) == (True, before | {User: 0})


@given(st.text(max_size=400))
def test_any_pasted_text_makes_a_list_or_a_word(text):
    try:
        assert read_pasted(text)
    except ListRefused as refused:
        says_why(refused)


# Pools


ITEM_HEAD = [
    "id",
    "type",
    "point",
    "difficulty",
    "key",
    "seconds",
    "uses",
    "age_days",
    "material",
    "information",
    "enemies",
]
RULE_HEAD = [
    "kind",
    "name",
    "point",
    "type",
    "count",
    "marks",
    "lowest",
    "highest",
    "value",
    "gap",
    "items",
    "difficulty_from",
]
SOME = st.sampled_from(["", "1", "2", "3", "a", "b", "a b", "0.5", *NUMBERS[:9]])


@MANY
@given(
    items=st.lists(st.lists(st.one_of(SOME, TEXTS), max_size=len(ITEM_HEAD)), max_size=6),
    rules=st.lists(
        st.tuples(st.sampled_from([*KINDS, "x"]), st.lists(st.one_of(SOME, TEXTS), max_size=len(RULE_HEAD) - 1)),
        max_size=5,
    ),
    forms=st.integers(1, 3),
)
def test_any_cells_make_a_pool_or_a_word(items, rules, forms):
    pool = Sheet("pool.xlsx", [ITEM_HEAD, *items])
    constraints = Sheet("rules.xlsx", [RULE_HEAD, *[[kind, *cells] for kind, cells in rules]])
    try:
        filed = pool_of(pool, constraints)
    except ContentRefused as refused:
        says_why(refused)
        return
    solve(filed, forms)


@MANY
@given(
    ids=st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True),
    cells=st.lists(SOME, min_size=60, max_size=60),
    rules=st.lists(st.tuples(st.sampled_from(KINDS), st.lists(SOME, max_size=len(RULE_HEAD) - 1)), max_size=4),
    length=st.integers(1, 4),
    forms=st.integers(1, 3),
)
def test_a_pool_that_reads_is_solved_or_said_to_be_insoluble(ids, cells, rules, length, forms):
    kinds = [*ITEM_HEAD[3:]]
    items = [
        [name, "mc", "P", *(cells[place * 7 + at] for at in range(len(kinds)))][: len(ITEM_HEAD)]
        for place, name in enumerate(ids)
    ]
    lines = [["length", "", "", "", str(length)], *[[kind, *more] for kind, more in rules]]
    try:
        filed = pool_of(Sheet("pool.xlsx", [ITEM_HEAD, *items]), Sheet("rules.xlsx", [RULE_HEAD, *lines]))
    except ContentRefused as refused:
        says_why(refused)
        return
    solve(filed, forms)


def solve(filed, forms):
    try:
        found = assemble(filed.items, filed.plan, forms=forms, overlap=0, seed=1)
    except (Infeasible, Undecided) as refused:
        says_why(refused)
        return
    assert isinstance(found, Forms)
    assert [faults(filed.plan, filed.items, [pick.item for pick in picks]) for picks in found.picks] == [[]] * forms


@FEW
@given(data=st.one_of(st.binary(max_size=200), damaged(workbook([ITEM_HEAD, ["a", "mc", "P"]]))))
def test_any_bytes_as_a_pool_are_refused_or_read(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("pool")
    (folder / "pool.xlsx").write_bytes(data)
    (folder / "rules.xlsx").write_bytes(workbook([RULE_HEAD, ["length", "", "", "", 1]]))
    try:
        assert read_pool(folder / "pool.xlsx", folder / "rules.xlsx").plan.cells
    except ContentRefused as refused:
        says_why(refused)


# Response matrices


ANSWERS = st.sampled_from(["A", "B", "C", "D", "AB", "", "NA", "-", "0", "1", "2", "E", "x", "1e400", "Ａ", '"'])


@given(
    data=st.one_of(
        st.binary(max_size=200), TEXTS.map(lambda text: f"item,key,marks,options\n1,{text},{text},{text}".encode())
    )
)
def test_any_bytes_as_a_key_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("key") / "key.csv"
    path.write_bytes(data)
    try:
        read_key(path)
    except ContentRefused as refused:
        says_why(refused)


# Backups


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["format", "made_at", "engine", "field_key", "migrations", "files", "tables"]
NAMES = st.sampled_from(
    ["database.sqlite3", "media/a", "media/a/b", "private/x", "keys/k", "../out", "/abs", "media", MANIFEST, "é\udc80"]
)


def tar_of(members, kind=tarfile.REGTYPE):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), kind
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


GOOD_BACKUP = tar_of(
    [
        (
            MANIFEST,
            json.dumps(dict.fromkeys(FIELDS, "") | {"format": 1, "files": {}, "tables": {}, "migrations": []}).encode(),
        )
    ]
)


def refused_or_read(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("backup") / "backup.tar"
    file.write_bytes(data)
    try:
        found = check_backup(file=file)
    except BackupRefused as refused:
        says_why(refused)
        return None
    assert isinstance(found, Manifest)
    assert found.rows >= 0
    return found


@given(st.one_of(st.binary(max_size=2_000), damaged(GOOD_BACKUP)))
def test_any_bytes_are_no_backup_or_one(tmp_path_factory, data):
    refused_or_read(tmp_path_factory, data)


@given(
    members=st.lists(st.tuples(NAMES, st.binary(max_size=8)), max_size=4),
    manifest=st.one_of(JSON, st.fixed_dictionaries(dict.fromkeys(FIELDS, JSON)), st.just("[" * 20_000)),
    link=st.booleans(),
)
def test_any_members_and_any_manifest_are_no_backup_or_one(tmp_path_factory, members, manifest, link):
    said = manifest if isinstance(manifest, str) and manifest.startswith("[[") else json.dumps(manifest)
    refused_or_read(
        tmp_path_factory, tar_of([*members, (MANIFEST, said.encode())], tarfile.SYMTYPE if link else tarfile.REGTYPE)
    )


def test_the_least_backup_is_read(tmp_path_factory):
    assert refused_or_read(tmp_path_factory, GOOD_BACKUP) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"no tar", GOOD_BACKUP])
def test_what_is_no_backup_of_this_platform_is_restored_by_nobody(tmp_path, settings, data):
    """Even with the word to replace what is there."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "backup.tar").write_bytes(data)
    make_user("stays")
    with pytest.raises(BackupRefused):
        restore_backup(file=tmp_path / "backup.tar", now=NOW, replace=True)
    assert User.objects.filter(username="stays").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]


# Certificates and badges


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential>'


@pytest.mark.django_db
@MANY
@given(
    begin=st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", SVG, b"{", b'{"proof": ', b"eyJ"]),
    rest=st.one_of(st.binary(max_size=300), JSON.map(lambda value: json.dumps(value).encode())),
)
def test_any_file_is_judged(begin, rest):
    verdict = verify_any_file(begin + rest, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert isinstance(verdict, FileVerdict | BadgeVerdict)
    assert not verdict.is_good


@pytest.mark.django_db
@FEW
@given(st.data())
def test_a_picture_with_any_credential_is_judged(data):
    plain = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82"
    baked = baked_png(plain, json.dumps(data.draw(JSON)).encode())
    verdict = verify_any_file(
        data.draw(st.one_of(st.just(baked), damaged(baked))), now=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert isinstance(verdict, BadgeVerdict)
    assert not verdict.is_good
