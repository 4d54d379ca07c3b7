"""The drawer of filters that is written in one go says the same as Wagtail's own templates."""

from pathlib import Path
from typing import Any

import pytest
import wagtail.admin
from bs4 import BeautifulSoup
from django import forms
from django.template import Context, Engine, engines
from django.template.loader import get_template

WAGTAILS_OWN = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin/shared/headers/_filters.html"


class Filters(forms.Form):
    """A field of each kind that filters have."""

    word = forms.CharField(label='Say "<it>"', required=False, help_text="Such as <b>")
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    one = forms.ChoiceField(choices=[("", "–"), ("x", "X")], required=False)
    number = forms.IntegerField(min_value=1)


class Drawn:
    """What the drawer asks of a set of filters."""

    def __init__(self, data: Any) -> None:
        self.form = Filters(data)


def said(html: str) -> list[Any]:
    """Every element with its attributes and the words in it, wherever lines are broken."""
    found = BeautifulSoup(html, "html.parser").find_all(True)
    return [
        (one.name, {**one.attrs, "class": set(one.get("class", ()))}, " ".join(one.get_text(" ", strip=True).split()))
        for one in found
    ]


@pytest.mark.parametrize(
    "data", [None, {}, {"word": "<x>", "kinds": ["b"], "number": "0"}, {"one": "?", "number": "2"}]
)
def test_the_drawer_is_wagtails(data):
    engine: Engine = engines["django"].engine
    usual = engine.from_string(WAGTAILS_OWN.read_text()).render(Context({"filters": Drawn(data)}))
    ours = get_template("wagtailadmin/shared/headers/_filters.html").render({"filters": Drawn(data)})

    assert said(ours) == said(usual)
