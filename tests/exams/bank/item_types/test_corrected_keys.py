"""A key put right after the exam: the body with another key gives that one everything, or the type knows no such body."""

import pytest

from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.item_types.calculation.parameters import corners
from exams.bank.item_types.numerals import plain_number
from exams.bank.item_types.questions import CaseQuestion, StatementQuestion
from exams.bank.item_types.text import picture_key
from tests.factories.bank import BODIES

# Marked by people, drawn for each candidate, or of several parts: made void, or full marks for everybody.
WITHOUT = {"calculation", "case", "essay", "in_basket", "short_answer", "scheme"}


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_another_key_earns_everything_and_the_former_one_not(name):
    kind = get_item_type(name)
    body = kind.parse(BODIES[name])
    other = kind.wrong_response(body)

    rekeyed = kind.rekeyed(body, other, keeps=False)

    assert (rekeyed is None) is (name in WITHOUT)
    if rekeyed is not None:
        assert kind.credit(rekeyed, other, "all_or_nothing") == 1
        assert kind.credit(rekeyed, kind.right_response(body), "all_or_nothing") == 0


def test_a_further_text_in_a_blank_stands_beside_the_former_ones_and_an_empty_one_changes_nothing():
    kind = get_item_type("fill_in")
    body = kind.parse(BODIES["fill_in"])
    right, further = kind.right_response(body), kind.wrong_response(body)

    both = kind.rekeyed(body, further, keeps=True)

    assert [kind.credit(both, one, "all_or_nothing") for one in (right, further)] == [1, 1]
    assert kind.rekeyed(body, [" "] * len(right), keeps=False) == body


@pytest.mark.parametrize("name", ["matching", "classification", "ordering"])
def test_a_key_with_a_gap_is_none(name):
    kind = get_item_type(name)
    body = kind.parse(BODIES[name])
    assert kind.rekeyed(body, ["", *kind.right_response(body)[1:]], keeps=False) is None


def test_what_is_no_number_is_no_key():
    kind = get_item_type("numeric")
    assert kind.rekeyed(kind.parse(BODIES["numeric"]), "约三成", keeps=False) is None


# What stood beside it untested


def test_a_dossier_has_a_passage_for_each_task_and_goes_into_no_file():
    kind = get_item_type("in_basket")
    body = kind.parse(BODIES["in_basket"])
    assert [(one.number, one.stem) for one in kind.passages(body)] == [
        *enumerate((task.text for task in body.tasks), 1)
    ]
    assert kind.from_question(StatementQuestion(stem="甲", holds=True)) is None


def test_a_case_with_a_part_that_no_file_knows_goes_into_none():
    kind = get_item_type("case")
    body = kind.parse(BODIES["case"])
    assert isinstance(kind.to_question(body), CaseQuestion)
    drawn = {"type": "calculation", "share": 1, "body": BODIES["calculation"]}
    parts = [*BODIES["case"]["parts"][:1], drawn]
    assert kind.to_question(kind.parse({**BODIES["case"], "parts": parts})) is None
    assert kind.from_question(StatementQuestion(stem="甲", holds=True)) is None


def test_numbers_that_no_draw_has_a_key_for_are_the_lowest():
    """No such body passes the schema, which tries the lowest numbers: one whose key was lost on the way."""
    kind = get_item_type("calculation")
    body = kind.parse(BODIES["calculation"])
    holed = body.model_copy(update={"expression": "1 / (0 * 1)"})
    assert body.numbers_of(kind.draw(holed, 7)) == next(corners(body.parameters))


def test_pictures_are_named_by_their_bytes():
    assert picture_key(b"\x89PNG\r\n\x1a\n") == "4c4b6a3be1314ab8.png"
    assert picture_key(b"")[-4:] == ".jpg"


def test_half_a_chinese_decimal_is_no_number():
    assert [plain_number(text) for text in ("三点一四", "三点", "点五")] == ["3.14", None, None]
