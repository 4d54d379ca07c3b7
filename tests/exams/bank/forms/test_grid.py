"""The rows of the grid send what is stored, and show what was sent and what is wrong with it."""

import pytest
from bs4 import BeautifulSoup

from exams.bank.forms.bulk import RowForm
from exams.bank.forms.grid import LONGEST_STEM, Grid
from exams.bank.services.tags import set_tags
from tests.factories.bank import NOW, UserFactory, make_point, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    found = make_version(key="S-001", difficulty=3, cognitive="analyse")
    set_tags(item=found.item, names=['<必考">'], actor=UserFactory(), now=NOW)
    return found


def _points(version):
    other = make_point(version.item.bank.chapter, 2)
    return [(str(point.pk), f"{point.code} {point.title}") for point in (version.point, other)]


def _row(version, points, data=None):
    form = None if data is None else RowForm(data, version=version, points=points)
    return BeautifulSoup(Grid(points, address=lambda _version: "/x/").row(version, form), "html.parser")


def _sent(row):
    sent = {}
    for control in row.select("[name]"):
        chosen = [option["value"] for option in control.select("option[selected]")]
        sent[control["name"].partition("-")[2]] = chosen if control.name == "select" else control.get("value")
    return sent


def test_a_row_sends_what_is_stored(version):
    row = _row(version, _points(version))

    point = [str(version.point_id)]
    stored = {
        "pick": None,
        "point": point,
        "difficulty": ["3"],
        "cognitive": ["analyse"],
        "tags": '<必考">',
        "verb": [],
    }
    assert _sent(row) == {**stored, "verb": [""]}
    assert [control["data-before"] for control in row.select("[name]")] == ["", *point, "3", "analyse", '<必考">', ""]
    assert row.select_one("select")["aria-label"] == "S-001: 鉴定点"
    assert row.select_one("strong") is None


def test_a_row_shows_what_was_sent_and_what_is_wrong(version):
    slot = f"v{version.pk}"
    sent = {f"{slot}-point": "0", f"{slot}-difficulty": "9", f"{slot}-cognitive": "apply", f"{slot}-tags": "长" * 41}
    row = _row(version, _points(version), {**sent, f"{slot}-pick": "on"})

    assert {**_sent(row), "point": None} == {
        "pick": None,
        "point": None,
        "difficulty": [],
        "cognitive": ["apply"],
        "tags": "长" * 41,
        "verb": [""],
    }
    assert row.select_one("[type=checkbox]").has_attr("checked")
    wrong = [control["name"] for control in row.select("[aria-invalid=true]")]
    assert wrong == [f"{slot}-point", f"{slot}-difficulty", f"{slot}-tags"]
    for name in wrong:
        assert row.find(id=row.find(attrs={"name": name})["aria-describedby"]).get_text()


def test_a_point_of_another_chapter_stays_chosen(version):
    row = _row(version, [])

    option = row.select_one("select[data-column=point] option[selected]")
    assert option["value"] == str(version.point_id)
    assert version.point.code in option.get_text()


def test_words_of_an_item_are_never_markup(version):
    version.item.key, version.stem_text = "<i>", "<b>" * 30
    row = _row(version, [])

    assert row.select("i, b") == []
    assert row.select_one("a").get_text() == "<i>"
    assert len(row.select_one(".bank-meta").get_text()) == LONGEST_STEM
