"""What every item type keeps, whatever is asked."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ITEM_TYPES, ResponseRefused, UnknownItemType, get_item_type
from exams.bank.scoring import POLICIES
from tests.factories.bank import BODIES, KEYS

TYPES = Path(__file__).parents[4] / "exams" / "bank" / "item_types"
RECIPE = Path(__file__).parents[4] / "docs" / "howto" / "add_an_item_type.md"
every_type = pytest.mark.parametrize("name", ITEM_TYPES)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["a", "b", "e", "true"]),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=3), children, max_size=2),
    max_leaves=6,
)


@every_type
@pytest.mark.parametrize("policy", POLICIES)
def test_the_full_key_earns_everything_and_no_answer_nothing(name, policy):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    key = item_type.clean_response(body, KEYS[name])
    guides = item_type.guides(body)

    assert item_type.credit(body, key, policy) == (None if guides else 1)
    assert item_type.judged_credit(body, key, policy, [Fraction(1)] * len(guides)) == 1
    assert item_type.credit(body, None, policy) == 0
    assert item_type.judged_credit(body, None, policy, [Fraction(1)] * len(guides)) == 0


@every_type
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_its_right_response_earns_everything_and_its_wrong_one_nothing(name, policy, seed):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    drawn = item_type.draw(body, seed)
    guides = item_type.guides(body)

    for response, judged, earned in (
        (item_type.right_response(body, drawn), Fraction(1), 1),
        (item_type.wrong_response(body, drawn), Fraction(0), 0),
    ):
        assert response is not None
        assert item_type.clean_response(body, json.loads(json.dumps(response))) == response
        assert item_type.credit(body, response, policy, drawn) == (None if guides else earned)
        assert item_type.judged_credit(body, response, policy, [judged] * len(guides), drawn) == earned


@every_type
@given(value=json_values)
def test_any_value_is_refused_or_scored_between_0_and_1(name, value):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])

    try:
        response = item_type.clean_response(body, value)
    except ResponseRefused:
        return

    for policy in POLICIES:
        credit = item_type.credit(body, response, policy)
        if credit is None:
            # People mark what was written, and nothing else waits for them.
            assert any(item_type.written(body, response))
            credit = item_type.judged_credit(body, response, policy, [Fraction(1, 2)] * len(item_type.guides(body)))
        assert type(credit) is Fraction
        assert 0 <= credit <= 1


@every_type
@given(value=json_values)
def test_a_clean_response_is_json_and_cleans_to_itself(name, value):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])

    try:
        response = item_type.clean_response(body, value)
    except ResponseRefused:
        return

    assert item_type.clean_response(body, json.loads(json.dumps(response))) == response


@every_type
@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_unanswered(name, value):
    item_type = get_item_type(name)

    assert item_type.clean_response(item_type.parse(BODIES[name]), value) is None


@every_type
def test_an_unanswered_item_has_no_words(name):
    item_type = get_item_type(name)

    assert item_type.describe_response(item_type.parse(BODIES[name]), None) == ""


@every_type
def test_a_stored_body_parses_to_itself(name):
    item_type = get_item_type(name)
    stored = item_type.parse(BODIES[name]).model_dump(mode="json")

    assert item_type.parse(json.loads(json.dumps(stored))).model_dump(mode="json") == stored


@every_type
@pytest.mark.parametrize("field", ["stem", "explanation"])
def test_stem_and_explanation_are_needed(name, field):
    with pytest.raises(ValidationError) as refused:
        get_item_type(name).parse({**BODIES[name], field: " "})

    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [((field,), "string_too_short")]


@every_type
def test_an_unknown_field_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        get_item_type(name).parse({**BODIES[name], "points": 3})

    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("points",), "extra_forbidden")]


@every_type
def test_it_has_a_template_a_form_a_body_and_a_row_in_the_recipe(name):
    get_template(f"{name}/candidate.html")

    assert name in BODIES
    assert name in KEYS
    assert get_item_type(name).editor
    assert f"`{name}`" in RECIPE.read_text()


@every_type
def test_texts_and_guides_belong_together(name):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    guides = item_type.guides(body)

    assert [bool(text) for text in item_type.written(body, KEYS[name])] == [True] * len(guides)
    assert [bool(text) for text in item_type.written(body, None)] == [False] * len(guides)
    assert len({guide.number for guide in guides}) == len(guides)
    if item_type.is_marked_by_people:
        assert guides
        assert item_type.machine_key(body) == ""


@every_type
def test_it_goes_through_exchange_formats_unchanged(name):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    question = item_type.to_question(body)

    assert question is None or item_type.parse(item_type.from_question(question)) == body


def test_the_registry_finds_every_folder_in_the_order_of_a_paper():
    folders = {path.parent.name for path in TYPES.glob("*/schema.py")}

    assert set(ITEM_TYPES) == folders
    assert [one.place for one in ITEM_TYPES.values()] == sorted({one.place for one in ITEM_TYPES.values()})
    assert len({one.key_prefix for one in ITEM_TYPES.values()}) == len(ITEM_TYPES)
    assert all(get_item_type(name).name == name for name in ITEM_TYPES)


def test_an_unknown_type_is_named():
    with pytest.raises(UnknownItemType, match="riddle"):
        get_item_type("riddle")
