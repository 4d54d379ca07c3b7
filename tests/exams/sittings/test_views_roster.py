"""Lists of candidates: template, dry run with its errors, confirmation of everybody or nobody."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import User
from exams.sittings.interchange.roster import COLUMNS, RosterRefused, read_roster, roster_template
from exams.sittings.models import Registration, Room
from exams.sittings.queries import RosterRow, check_roster
from exams.sittings.services import RosterHasErrors, register_roster
from tests.factories.sittings import NOW, make_room, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

HEAD = ("用户名", "姓名", "考场", "座位")


def workbook(*rows, head=HEAD):
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def sitting():
    for name, full_name in (("li", "李明"), ("wang", "王芳"), ("zhao", "赵𮧵")):
        make_user(
            name, full_name=full_name, phone=f"+86138000000{len(name)}{ord(name[0]) % 10}", email=f"{name}@example.com"
        )
    return make_room().sitting


def send(client, sitting, data):
    file = SimpleUploadedFile("名单.xlsx", data)
    return client.post(f"/admin/exam-day/{sitting.pk}/roster/", {"file": file})


def sealed(page):
    found = re.search(r'name="rows" value="([^"]*)"', page)
    return unescape(found.group(1)) if found else None


def test_a_dry_run_writes_nothing_and_the_confirmation_writes_all(client_of, sitting):
    client = client_of("exam_officer")
    Room.objects.create(sitting=sitting, name="考场1", capacity=2)
    before = Registration.objects.count()
    answer = send(
        client, sitting, workbook(("li", "李明", "考场1", "2"), ("WANG@example.com", "", "考场2", ""), ("zhao",))
    )
    page = answer.content.decode()
    assert (answer.status_code, Registration.objects.count(), Room.objects.count()) == (200, before, 1)
    assert "考场2" in page
    confirmed = client.post(f"/admin/exam-day/{sitting.pk}/roster/confirm/", {"rows": sealed(page)})
    assert confirmed.status_code == 302
    rows = Registration.objects.filter(sitting=sitting).order_by("pk")[1:]
    assert list(rows.values_list("candidate__username", "room__name", "seat")) == [
        ("li", "考场1", "02"),
        ("wang", "考场2", ""),
        ("zhao", None, ""),
    ]
    assert len({row.number for row in rows}) == 3


def test_errors_stand_at_their_rows_and_nobody_can_be_confirmed(client_of, sitting):
    Room.objects.create(sitting=sitting, name="考场1", capacity=2)
    held = Registration.objects.get()
    rows = [
        ("nobody",),
        ("li", "李四"),
        ("li",),
        ("", "王芳"),
        ("wang", "", "考场1", "3"),
        ("zhao", "", "", "1"),
        (held.candidate.username,),
    ]
    client = client_of("exam_officer")
    page = send(client, sitting, workbook(*rows)).content.decode()
    assert sealed(page) is None
    checked = check_roster(sitting, read_roster(workbook(*rows)))
    assert [(one.row.number, len(one.errors), one.is_kept) for one in checked.rows] == [
        (2, 1, False),
        (3, 1, False),
        (4, 1, False),
        (5, 1, False),
        (6, 1, False),
        (7, 1, False),
        (8, 0, True),
    ]
    assert "账号属于李明，名单上写的是李四。" in page
    assert Registration.objects.count() == 1


def test_two_rows_want_one_seat(sitting):
    rows = [RosterRow(2, "li", room="考场1", seat="1"), RosterRow(3, "wang", room="考场1", seat="01")]
    assert [len(one.errors) for one in check_roster(sitting, rows).rows] == [0, 1]


def test_phone_numbers_with_and_without_the_country(sitting):
    user = make_user("chen", full_name="陈晨", phone="+8613900001234")
    rows = [RosterRow(2, "13900001234"), RosterRow(3, "+8613900001234")]
    checked = check_roster(sitting, rows).rows
    assert [one.candidate for one in checked] == [user, user]
    assert [len(one.errors) for one in checked] == [0, 1]


def test_what_has_changed_since_the_dry_run_stops_all_of_it(client_of, sitting, exam_officer):
    rows = [RosterRow(2, "li", room="考场1", seat="1"), RosterRow(3, "wang")]
    assert check_roster(sitting, rows).is_ready
    Room.objects.create(sitting=sitting, name="考场1")
    Registration.objects.update(room=Room.objects.get(), seat="01")
    with pytest.raises(RosterHasErrors):
        register_roster(sitting=sitting, rows=rows, actor=exam_officer, now=NOW)
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("forged", ["", "x", "eyJ4IjoxfQ:1abc:zzz"])
def test_only_what_we_sealed_is_confirmed(client_of, sitting, forged):
    answer = client_of("exam_officer").post(f"/admin/exam-day/{sitting.pk}/roster/confirm/", {"rows": forged})
    assert answer.status_code == 422
    assert Registration.objects.count() == 1


def bomb():
    buffer = BytesIO()
    with ZipFile(BytesIO(workbook(("li",)))) as good, ZipFile(buffer, "w", ZIP_DEFLATED) as bad:
        for entry in good.infolist():
            bad.writestr(entry.filename, good.read(entry))
        bad.writestr("xl/media/zeros.xml", b"0" * 60_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"PK\x03\x04 no zip", bomb(), workbook(("x",), head=("序号",)), workbook()],
    ids=["empty", "text", "broken", "bomb", "no head", "nobody"],
)
def test_what_is_no_list_is_refused(client_of, sitting, data):
    with pytest.raises(RosterRefused):
        read_roster(data)
    assert send(client_of("exam_officer"), sitting, data).status_code == 422
    assert Registration.objects.count() == 1


def test_other_heads_in_another_order_and_numbers_as_numbers(sitting):
    rows = read_roster(workbook(("李明", 13800000000, 7.0), head=("考生姓名", "手机号", "座号")))
    assert rows == [RosterRow(2, username="13800000000", name="李明", seat="7")]


def test_a_formula_is_no_name(sitting):
    assert read_roster(workbook(('=HYPERLINK("http://x")', "李明"), ("li",))) == [
        RosterRow(2, name="李明"),
        RosterRow(3, "li"),
    ]


def test_the_template_is_read_as_it_is(client_of, sitting):
    with pytest.raises(RosterRefused):
        read_roster(roster_template())
    book = load_workbook(BytesIO(roster_template()))
    assert [cell.value for cell in book.active[1]] == list(COLUMNS.values())
    answer = client_of("exam_officer").get(f"/admin/exam-day/{sitting.pk}/roster/template/")
    assert answer["Content-Disposition"] == 'attachment; filename="candidates.xlsx"'


@pytest.mark.parametrize("name", ["invigilator", "auditor"])
def test_others_register_nobody(client_of, sitting, name, exam_officer):
    page = send(client_of("exam_officer"), sitting, workbook(("li",))).content.decode()
    client = client_of(name)
    assert send(client, sitting, workbook(("li",))).status_code == 302
    assert client.post(f"/admin/exam-day/{sitting.pk}/roster/confirm/", {"rows": sealed(page)}).status_code == 302
    assert Registration.objects.count() == 1


UNKNOWN = (
    ("chen@example.com", "陈晨", "", "考场1", "3"),
    ("13912345678", "周·买买提", "zhou@example.com", "", ""),
    ("newcomer", "吴新", "Wu@example.com", "", ""),
)
WITH_MAIL = ("用户名", "姓名", "邮箱", "考场", "座位")


def test_unknown_people_get_accounts_where_the_officer_says_so(client_of, client, sitting, mailoutbox):
    officer = client_of("exam_officer")
    data = workbook(("li", "李明"), *UNKNOWN, head=WITH_MAIL)
    path = f"/admin/exam-day/{sitting.pk}/roster/"
    assert "没有用户名、手机号或邮箱" in send(officer, sitting, data).content.decode()

    people = User.objects.count()
    file = SimpleUploadedFile("名单.xlsx", data)
    page = officer.post(path, {"file": file, "makes_accounts": "on"}).content.decode()
    assert ("新建账号：3。" in page, page.count("（新建账号）"), User.objects.count()) == (True, 3, people)
    assert officer.post(f"{path}confirm/", {"rows": sealed(page)}).status_code == 302

    made = User.objects.order_by("pk")[people:]
    assert [(one.display_name, one.email, one.phone, one.has_usable_password()) for one in made] == [
        ("陈晨", "chen@example.com", None, False),
        ("周·买买提", "zhou@example.com", "+8613912345678", False),
        ("吴新", "wu@example.com", None, False),
    ]
    assert made[2].username == "newcomer"
    assert [one.groups.get().name for one in made] == ["trainee"] * 3
    assert Registration.objects.filter(sitting=sitting, candidate__in=made).count() == 3
    assert ModelLogEntry.objects.filter(action="accounts.invite", user__username="exam_officer").count() == 3

    # The first way in: a mail to the address of the list.
    client.post("/accounts/password/reset/", {"email": "chen@example.com"})
    link = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[0].body)[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "correct horse 7 battery", "password2": "correct horse 7 battery"})
    client.logout()
    said = {"login": "chen@example.com", "password": "correct horse 7 battery"}
    assert client.post("/accounts/login/", said).status_code == 302
    assert client.get("/exams/").status_code == 200


def test_what_is_wrong_with_a_new_account_stands_at_its_row_and_nobody_is_made(client_of, sitting):
    closed = make_user("closed", full_name="已停", is_active=False)
    rows = [
        RosterRow(2, "a@example.com"),
        RosterRow(3, "13912345678", name="无邮箱"),
        RosterRow(4, "b c", name="空格", email="b@example.com"),
        RosterRow(5, "x1", name="他人邮箱", email="LI@example.com"),
        RosterRow(6, "+86 139 0000 1111", name="甲", email="j@example.com"),
        RosterRow(7, "x2", name="乙", email="J@example.com"),
        RosterRow(8, closed.username),
        RosterRow(9, "d@nowhere", name="丁"),
        RosterRow(10, "ok@example.com", name="戊", room="考场9", seat="99"),
    ]
    checked = check_roster(sitting, rows, makes_accounts=True)
    assert [(one.row.number, one.errors) for one in checked.rows if one.errors] == [
        (2, ["新建账号须填写姓名。"]),
        (3, ["新建账号须有邮箱，考生凭邮箱设定密码。"]),
        (4, ["“b c”不能作为用户名。"]),
        (5, ["该邮箱属于李明的账号。"]),
        (7, ["在名单中重复。"]),
        (8, ["账号“closed”已停用。"]),
        (9, ["新建账号须有邮箱，考生凭邮箱设定密码。"]),
        (10, ["考场没有“99”号座位。"]),
    ]
    officer = make_persona("exam_officer")
    people = User.objects.count()
    with pytest.raises(RosterHasErrors):
        register_roster(sitting=sitting, rows=rows, actor=officer, now=NOW, makes_accounts=True)
    assert (User.objects.count(), Registration.objects.count()) == (people, 1)


@pytest.mark.parametrize("size", [1, 3])
def test_a_list_takes_the_same_queries_for_any_length(sitting, exam_officer, size, django_assert_num_queries):
    exam_officer.has_perm("sittings.change_sitting")
    rows = [RosterRow(place, name) for place, name in enumerate(("li", "wang", "zhao")[:size], 2)]
    with django_assert_num_queries(REGISTER_QUERIES):
        register_roster(sitting=sitting, rows=rows, actor=exam_officer, now=NOW)


REGISTER_QUERIES = 17


@pytest.mark.parametrize(("said", "kept"), [("", "zh-Hans"), ("英文", "en"), ("ZH-HANT", "zh-Hant"), ("藏语", "bo")])
def test_a_list_may_name_the_language(sitting, exam_officer, said, kept):
    rows = read_roster(workbook(("li", said), head=("用户名", "作答语言")))
    register_roster(sitting=sitting, rows=rows, actor=exam_officer, now=NOW)
    assert Registration.objects.get(candidate__username="li").language == kept


def test_an_unknown_language_is_an_error_in_its_row(sitting, exam_officer):
    before = Registration.objects.count()
    with pytest.raises(RosterHasErrors) as refused:
        register_roster(sitting=sitting, rows=[RosterRow(2, "li", language="火星语")], actor=exam_officer, now=NOW)
    (row,) = refused.value.checked.wrong
    assert row.errors[0].startswith("“火星语”不是可用的作答语言。")
    assert Registration.objects.count() == before


# A complete list


def complete(client, sitting, *rows):
    file = SimpleUploadedFile("名单.xlsx", workbook(*rows))
    return client.post(f"/admin/exam-day/{sitting.pk}/roster/", {"file": file, "is_complete": "on"})


def agree(client, sitting, page, **ticked):
    return client.post(f"/admin/exam-day/{sitting.pk}/roster/confirm/", {"rows": sealed(page), **ticked})


def seats_in(sitting):
    places = Registration.objects.filter(sitting=sitting).order_by("candidate__username")
    return list(places.values_list("candidate__username", "room__name", "seat"))


@pytest.fixture
def coming(sitting, time_machine):
    """The sitting as it is a day before, with one candidate in it."""
    time_machine.move_to(sitting.opens_at - timedelta(days=1), tick=False)
    return sitting


def test_a_complete_list_adds_moves_and_takes_back_and_again_changes_nothing(client_of, coming):
    client, old = client_of("exam_officer"), coming.registrations.get()
    page = complete(client, coming, ("li", "", "考场1", "2"), ("wang", "", "考场1", "3")).content.decode()
    assert old.number in page
    assert agree(client, coming, page, takes_back="on").status_code == 302
    assert seats_in(coming) == [("li", "考场1", "02"), ("wang", "考场1", "03")]
    act = ModelLogEntry.objects.get(action="sittings.withdraw")
    assert act.data["number"] == old.number
    moved = (("li", "", "考场1", "5"), ("wang", "", "考场1", "3"))
    agree(client, coming, complete(client, coming, *moved).content.decode())
    assert seats_in(coming) == [("li", "考场1", "05"), ("wang", "考场1", "03")]
    before = list(Registration.objects.values())
    agree(client, coming, complete(client, coming, *moved).content.decode())
    assert list(Registration.objects.values()) == before


def test_nothing_is_taken_back_without_the_tick(client_of, coming):
    client = client_of("exam_officer")
    page = complete(client, coming, ("li",)).content.decode()
    before = seats_in(coming)
    assert agree(client, coming, page).status_code == 422
    assert seats_in(coming) == before


def test_a_place_that_was_shown_to_nobody_is_not_taken_back(client_of, coming):
    client = client_of("exam_officer")
    page = complete(client, coming, ("li",)).content.decode()
    late = register_roster(sitting=coming, rows=[RosterRow(2, "zhao")], actor=make_persona("exam_officer"), now=NOW)
    assert len(late.fresh) == 1
    before = seats_in(coming)
    assert agree(client, coming, page, takes_back="on").status_code == 422
    assert seats_in(coming) == before


def test_a_complete_list_cannot_take_back_once_it_has_begun(client_of, coming, time_machine):
    client = client_of("exam_officer")
    time_machine.move_to(coming.opens_at, tick=False)
    page = complete(client, coming, ("li",)).content.decode()
    assert sealed(page) is None
    assert coming.registrations.count() == 1
