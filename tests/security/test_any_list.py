"""Whatever stands in a list of people that somebody sends: everybody is registered or nobody, and it is said why.

What is read in a child process is tried as bytes a few times and by its cells many times.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from certificates.interchange.lists import ListRefused, read_pasted
from exams.sittings.interchange.roster import COLUMNS, RosterRefused, read_roster
from exams.sittings.models import Registration, Room
from exams.sittings.queries import RosterRow, check_roster
from exams.sittings.services import RosterHasErrors, register_roster
from exams.sittings.services.withdrawals import WithdrawalRefused
from tests.factories.sittings import NOW, make_room, make_user
from tests.personas import browser_of, make_persona
from tests.security.draws import CELLS, FEW, MANY, TEXTS, damaged, says_why, workbook

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
