"""Controls that are written in one go say the same as Django's own."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms

from exams.bank.forms.widgets import PlainBoxes, PlainRadios, PlainSelect

CHOICES = [("", "–"), ("1", "一 <b>"), ("2", '"二"'), ("1 2", "一二 & 三")]
ATTRS = {"id": "id_x", "aria-label": 'say "<it>"', "required": True, "disabled": False}


def drawn(html: str) -> list[tuple[str, Any, str]]:
    """Every element with its attributes, however they are ordered, and its own text."""
    found = BeautifulSoup(html, "html.parser").find_all(True)
    return [
        (one.name, {k: v or "" for k, v in one.attrs.items() if k != "for"}, one.get_text(strip=True)) for one in found
    ]


@pytest.mark.parametrize("value", ["", "1", "1 2", None, "unknown", '"><script>'])
@pytest.mark.parametrize(("plain", "usual"), [(PlainSelect, forms.Select), (PlainRadios, forms.RadioSelect)])
def test_one_of_a_list(plain, usual, value):
    assert drawn(plain(choices=CHOICES).render("x", value, ATTRS)) == drawn(
        usual(choices=CHOICES).render("x", value, ATTRS)
    )


@pytest.mark.parametrize("value", [[], ["1"], ["1", "1 2"], None])
def test_several_of_a_list(value):
    usual = forms.CheckboxSelectMultiple(choices=CHOICES[1:])
    assert drawn(PlainBoxes(choices=CHOICES[1:]).render("x", value, ATTRS)) == drawn(usual.render("x", value, ATTRS))


def test_the_same_options_are_not_mixed_up_between_selects():
    selects = [PlainSelect(choices=CHOICES).render("x", value) for value in ("1", "2", "1")]

    assert selects[0] == selects[2]
    assert [html.count(" selected") for html in selects] == [1, 1, 1]
    assert '<option value="2" selected>' in selects[1]
