"""One reading for what is stored and for what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.tokeniser import fold, initial_tokens, initials_of, tokens_of, units_of

# Chinese, traditional, full width, Latin, digits, punctuation, spaces, rarities of Unicode.
LETTERS = st.text(st.sampled_from("客户客戶满意滿投诉訴的乾着著ＡＢｃISOé19０％、。 \n\t\0①ﬁßİ㐀𠀀㍿"), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("客户满意", " 客户满意 "),
        ("客戶滿意", " 客户满意 "),
        ("ＣＲＭ系統、ISO9001", " crm 系统 iso 9001 "),
        ("满意、\n不满意（100％）", " 满意 不满意 100 "),
        ("\0\u200b—。", ""),
        ("", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text).text == folded


def test_han_characters_are_found_in_pairs_and_words_by_their_beginning():
    assert tokens_of(fold("客户满意")) == {"客户", "户满", "满意"}
    assert tokens_of(fold("满意，客")) == {"满意"}
    assert tokens_of(fold("AI SERVQ 2026")) == {"ai", "ser", "serv", "servq", "2026"}
    assert max(map(len, tokens_of(fold("a" * 99)))) == 16


def test_initials_stand_where_their_characters_do():
    folded = fold("CRM：行为满意")
    assert initials_of(folded).text == "     xwmy "
    assert initial_tokens(initials_of(folded)) == {"^xw", "^wm", "^my"}
    assert list(initials_of(folded).places_of("my")) == [(6, 8)]


@pytest.mark.parametrize(
    ("query", "readings"),
    [
        ("客戶滿意", [[("客户满意", ("客户", "户满", "满意"))]]),
        ("投", [[("投", ())]]),
        ("CRM系统", [[(" crm", ("crm",)), ("crm", ("^cr", "^rm"))], [("系统", ("系统",))]]),
        ("AI", [[(" ai ", ("ai",)), ("ai", ("^ai",))]]),
        ("ISO9001", [[(" iso 9001 ", ("iso", "9001"))]]),
        ("iso 9001", [[(" iso", ("iso",)), ("iso", ("^is", "^so"))], [(" 9001 ", ("9001",))]]),
        ("x", [[(" x ", ("x",))]]),
        ("满意/满意 满意", [[("满意", ("满意",))]]),
        ("！？、“”", []),
        ("", []),
    ],
)
def test_query_is_read(query, readings):
    assert [[(each.phrase, each.tokens) for each in unit] for unit in units_of(query)] == readings


@given(LETTERS, LETTERS)
def test_folded_is_folded(text, other):
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert len(folded.origins) == len(folded.text)
    assert all(0 <= place < len(text) for place in folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    assert fold(f"{text}、{other}").text.replace("  ", " ") == f"{folded.text}{fold(other).text}".replace("  ", " ")


@given(LETTERS)
def test_initials_are_as_long_as_the_text(text):
    folded = fold(text)
    assert len(initials_of(folded).text) == len(folded.text)


@given(st.text(max_size=30), st.data())
def test_every_piece_of_a_text_is_found_in_it(text, data):
    """Also by its tokens: what the text is stored under holds what a piece of it asks for."""
    start = data.draw(st.integers(0, len(text)))
    folded = fold(text)
    for unit in units_of(text[start : start + 4]):
        literal = unit[0]
        # A word cut out of a longer one is no beginning of it.
        if literal.phrase[0] != " ":
            assert literal.phrase in folded.text
            assert set(literal.tokens) <= tokens_of(folded)
            assert list(folded.places_of(literal.phrase)) != []


@given(st.text(max_size=60))
def test_any_query_can_be_read(query):
    for unit in units_of(query):
        assert all(reading.phrase.strip() for reading in unit)
