"""The runner's numbers: state for the eye by attribute, for the ear by words."""

from django.utils.translation import override

from exams.sittings.queries import ShownItem
from exams.sittings.templatetags.numbers import number_buttons, number_options

SHOWN = [
    ShownItem(number=1, item=None, options=(), response=None, is_answered=False, is_flagged=False),
    ShownItem(number=2, item=None, options=(), response="a", is_answered=True, is_flagged=True),
]


def test_options():
    with override("en"):
        assert number_options(SHOWN, SHOWN[1]) == (
            '<option value="1">1, blank</option><option value="2" selected>2, answered, flagged</option>'
        )


def test_buttons():
    with override("zh-hans"):
        first, second = number_buttons(SHOWN, SHOWN[0]).split("</li>")[:2]
    assert first == (
        '<li><button class="number-button" type="submit" name="go" value="1" data-number="1"'
        ' aria-current="true" aria-label="1，未答">1</button>'
    )
    assert second == (
        '<li><button class="number-button" type="submit" name="go" value="2" data-number="2"'
        ' data-answered="" data-flagged="" aria-label="2，已答，已标记">2</button>'
    )
