"""A calculation inside a case, from the form to the result page: each candidate's own numbers all the way."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from exams.bank.interchange.exports.contract import ExportItem, Job, Stamp
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.interchange.mapping import give_body
from exams.bank.interchange.parsing import LIMITS
from exams.bank.interchange.registry import FORMATS
from exams.bank.item_types import get_item_type
from exams.bank.models import ItemVersion
from exams.bank.services import stored_body
from exams.marking.services import mark_attempt
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.bank import BODIES, BankFactory, make_point
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db

RATE = {
    "stem": "本店赞扬率是多少？（{{asked}} 份问卷，{{praised}} 份赞扬）",
    "explanation": "赞扬率 = {{praised}} ÷ {{asked}} × 100%。",
    "parameters": [
        {"name": "asked", "from": "300", "to": "9300", "step": "1"},
        {"name": "praised", "from": "100", "to": "299", "step": "1"},
    ],
    "expression": "praised / asked * 100",
    "decimals": 1,
    "tolerance": "",
    "unit": "%",
}
CASE = stored_body(
    "case",
    {
        "stem": "两家门店各收回一批问卷。",
        "explanation": "先算清数字，再比较。",
        "parts": [
            {"type": "calculation", "share": 1, "body": BODIES["calculation"]},
            {"type": "calculation", "share": 3, "body": {**RATE, "tolerance": "0.05"}},
        ],
    },
)


def answered(values, number):
    asked, praised = (Decimal(values[f"{number}.{name}"]) for name in ("asked", "praised"))
    return f"{(praised / asked * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def room_of_one_case(now=NOW):
    return make_room(items=(("case", CASE, Decimal(100)),), opens_at=now - timedelta(hours=1))


def test_the_form_makes_it_previews_it_and_shows_it_again(client_of):
    bank = BankFactory()
    sent = {
        "point": make_point(bank.chapter).pk,
        "difficulty": "3",
        "cognitive": "apply",
        "stem": "两家门店各收回一批问卷。",
        "explanation": "先算清数字，再比较。",
    }
    for number, body in enumerate((BODIES["calculation"], RATE)):
        sent |= {f"parts-{number}-type": "calculation", f"parts-{number}-share": str(number * 2 + 1)}
        plain = {name: value for name, value in body.items() if name != "parameters"}
        sent |= {f"parts-{number}-body-{name}": str(value) for name, value in plain.items()}
        for place, parameter in enumerate(body["parameters"]):
            sent |= {f"parts-{number}-body-parameters-{place}-{name}": str(value) for name, value in parameter.items()}
    browser = client_of("item_writer")
    preview = browser.post(reverse("bank:preview", args=[bank.code, "case"]), sent).content.decode()
    answer = browser.post(reverse("bank:add", args=[bank.code, "case"]), sent)
    version = ItemVersion.objects.get()
    page = browser.get(reverse("bank:item", args=[bank.code, version.item.key])).content.decode()

    assert answer.status_code == 302
    assert version.body["parts"][1]["share"] == 3
    assert version.body["parts"][1]["body"]["tolerance"] == "0"
    drawn = get_item_type("case").draw(get_item_type("case").parse(version.body), 1)
    for html in (preview, page):
        text = BeautifulSoup(html, "html.parser").text
        assert f"一家驿站收回有效问卷 {drawn['1.asked']} 份" in text
        assert f"{drawn['2.asked']} 份问卷，{drawn['2.praised']} 份赞扬" in text
    assert f"赞扬率 = {drawn['2.praised']} ÷ {drawn['2.asked']}" in BeautifulSoup(page, "html.parser").text


def test_the_runner_shows_the_numbers_of_the_snapshot_in_each_part(client):
    now = timezone.now()
    room = room_of_one_case(now)
    attempt = room.start(now)
    values = attempt.snapshot.layout[0]["values"]
    client.force_login(room.candidate)
    client.cookies[f"lease-{attempt.pk}"] = attempt.lease_token
    page = BeautifulSoup(client.get(reverse("sittings:runner", args=[attempt.pk])).content.decode(), "html.parser")

    assert sorted(values) == ["1.asked", "1.praised", "2.asked", "2.praised"]
    for number in (1, 2):
        part = page.select_one(f'[data-part="{number}"]')
        shown = {one["data-value"]: one.text for one in part.select("[data-value]")}
        assert shown == {name: values[f"{number}.{name}"] for name in ("asked", "praised")}


@pytest.mark.parametrize(("right", "score"), [((1, 2), 100), ((1,), 25), ((2,), 75), ((), 0)])
def test_each_part_is_marked_by_its_own_numbers_and_share(right, score):
    room = room_of_one_case()
    values = room.start().snapshot.layout[0]["values"]
    given = [answered(values, number) if number in right else "0" for number in (1, 2)]

    result = mark_attempt(attempt=hand_in(room, {1: given}), now=LATER)

    assert result.components.get().score == score


def test_the_result_page_asks_keys_and_explains_each_part_with_the_candidates_numbers(client):
    room = room_of_one_case()
    attempt = hand_in(room, {1: ["1%", None]})
    values = attempt.snapshot.layout[0]["values"]
    result = mark_attempt(attempt=attempt, now=LATER)
    client.force_login(room.candidate)

    missed = BeautifulSoup(client.get(f"/results/{result.pk}/").content, "html.parser").select_one(".missed-item").text

    assert "两家门店各收回一批问卷。" in missed
    assert f"{values['2.asked']} 份问卷，{values['2.praised']} 份赞扬" in missed
    assert f"（2）{answered(values, 2)}" in missed
    assert f"赞扬率 = {values['2.praised']} ÷ {values['2.asked']} × 100%。" in missed
    assert "{{" not in missed


@pytest.mark.parametrize("name", ["bank_yaml", "xlsx"])
def test_it_leaves_and_comes_back_whole(name):
    item = ExportItem("C-001", "case", CASE, "B-D-A-001", "C000.1.1", (), 2, "apply")
    job = Job([item], {}, Stamp("C001.4", "题库", "王老师", "2026-11-26 10:00", "K7Q2M9XAPD"))
    written = EXPORTERS[name].write(job)
    [back] = FORMATS[name].read(written.data, limits=LIMITS).items
    give_body(back)

    assert written.left_out == []
    assert stored_body("case", back.body) == CASE


@pytest.mark.parametrize("name", ["docx", "gift", "aiken", "moodle_xml", "qti"])
def test_other_formats_name_it_as_left_out(name):
    item = ExportItem("C-001", "case", CASE, "B-D-A-001", "C000.1.1", (), 2, "apply")
    job = Job([item], {}, Stamp("C001.4", "题库", "王老师", "2026-11-26 10:00", "K7Q2M9XAPD"))

    assert [one.key for one in EXPORTERS[name].write(job).left_out] == ["C-001"]
