"""Numbers with check characters, and codes nobody guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers import CODE_ALPHABET, check_characters, make_code, make_number, read_code, read_number

bodies = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


def test_check_characters_are_those_of_the_standard():
    """ISO 7064 gives ISO 79 → 3W for MOD 1271-36."""
    assert check_characters("ISO79") == "3W"


def test_number_is_unlike_a_state_certificate():
    assert make_number(year=2026, serial=123) == "PX26-000123-8M"


@pytest.mark.parametrize("serial", [0, -1, 1_000_000])
def test_serial_outside_six_digits_is_refused(serial):
    with pytest.raises(ValueError, match="six digits"):
        make_number(year=2026, serial=serial)


@pytest.mark.parametrize(
    "typed",
    [
        "PX26-000123-8M",
        "px26-000123-8m",
        " PX26 000123 8M ",
        "PX260001238M",
        "".join(chr(ord(one) + 0xFEE0) for one in "PX26-000123-8M"),
        "PX26\u2014000123\u20148M",
        "PX26-OOOl23-8M",
    ],
)
def test_number_is_read_as_people_type_it(typed):
    assert read_number(typed) == "PX26-000123-8M"


@pytest.mark.parametrize(
    "typed", ["", "PX26-000123-8N", "PX26-000132-8M", "QX26-000123-8M", "张三", "PX26-0001\u06623-8M"]
)
def test_what_cannot_be_a_number_is_none(typed):
    assert read_number(typed) is None


@given(bodies, st.data())
def test_one_wrong_character_is_always_found(body, data):
    whole = body + check_characters(body)
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    changed = whole[:place] + other + whole[place + 1 :]
    assert (int(changed, 36) % 1271 == 1) == (changed == whole)


@given(bodies, st.data())
def test_neighbours_swapped_are_always_found(body, data):
    whole = body + check_characters(body)
    place = data.draw(st.integers(0, len(whole) - 2))
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert (int(swapped, 36) % 1271 == 1) == (swapped == whole)


def test_code_has_26_characters_that_cannot_be_mistaken():
    codes = {make_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {26}
    assert set("".join(codes)) == set(CODE_ALPHABET)


def test_code_is_read_as_people_type_it():
    assert read_code("oil0 0000 0000 0000 0000 0000 00") == "01100000000000000000000000"


@pytest.mark.parametrize("typed", ["", "0" * 25, "0" * 27, "U" * 26, "../" * 9, "0" * 25 + "é"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None
