"""Every pair of text and ground that the tokens promise can be read, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

THEMES = ("light", "dark")
GROUNDS = ("paper", "paper-2", "jade-wash", "ochre-wash", "accent-wash", "indigo-wash")
TEXTS = ("ink", "ink-soft", "ink-faint", "accent", "jade", "ochre", "indigo")
# Boundaries of controls are not text: WCAG 1.4.11 asks for 3:1.
BOUNDARIES = ("edge",)
LIGHT_DARK = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
PLAIN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
SHORT = re.compile(r"--([\w-]+): (#(?:[0-9a-f]{3}|[0-9a-f]{6}));")


def sheet():
    return Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")


def block(selector):
    """The declarations of each rule with this selector."""
    return "\n".join(re.findall(rf"^ *{re.escape(selector)} {{(.*?)^ *}}", sheet(), re.DOTALL | re.MULTILINE))


def colours(selector):
    pairs = LIGHT_DARK.findall(block(selector))
    return {
        "light": {name: light for name, light, _dark in pairs},
        "dark": {name: dark for name, _light, dark in pairs},
    }


PAGE = colours(":root")
RUNNER = {theme: PAGE[theme] | colours(".runner")[theme] for theme in THEMES}


def luminance(colour):
    colour = colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_knows_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_palette_is_whole():
    named = {*GROUNDS, *TEXTS, *BOUNDARIES, "hairline", "accent-ink"}
    assert {theme: set(PAGE[theme]) for theme in THEMES} == dict.fromkeys(THEMES, named)


@pytest.mark.parametrize(("theme", "text", "ground"), list(product(THEMES, TEXTS, GROUNDS)))
def test_text_reads_on_every_ground(theme, text, ground):
    assert contrast(PAGE[theme][text], PAGE[theme][ground]) >= 4.5


@pytest.mark.parametrize(("theme", "text", "ground"), list(product(THEMES, TEXTS, ("paper", "paper-2"))))
def test_runner_reads_at_seven_to_one(theme, text, ground):
    assert contrast(RUNNER[theme][text], RUNNER[theme][ground]) >= 7


@pytest.mark.parametrize(("theme", "palette"), list(product(THEMES, (PAGE, RUNNER))))
def test_text_on_the_accent_reads(theme, palette):
    wanted = 7 if palette is RUNNER else 4.5
    assert contrast(palette[theme]["accent-ink"], palette[theme]["accent"]) >= wanted


@pytest.mark.parametrize(("theme", "ground"), list(product(THEMES, GROUNDS)))
def test_controls_are_seen(theme, ground):
    assert contrast(PAGE[theme]["edge"], PAGE[theme][ground]) >= 3


@pytest.mark.parametrize("selector", [":root", ".runner"])
def test_browsers_without_light_dark_get_the_day(selector):
    assert dict(PLAIN.findall(block(selector))) == colours(selector)["light"]


def test_there_are_six_sizes():
    assert re.findall(r"--size-(\d):", block(":root")) == ["1", "2", "3", "4", "5", "6"]


def test_space_is_a_four_pixel_step():
    steps = re.findall(r"--space-(\d): (\d+)px", block(":root"))
    assert steps == [
        ("1", "4"),
        ("2", "8"),
        ("3", "12"),
        ("4", "16"),
        ("5", "24"),
        ("6", "32"),
        ("7", "48"),
        ("8", "64"),
    ]


STRONG = {
    theme: dict(SHORT.findall(block(f'[data-theme="{theme}"],\n[data-theme="{theme}"] .runner')))
    for theme in ("contrast", "inverse")
}


@pytest.mark.parametrize("theme", STRONG)
def test_the_contrast_themes_are_whole_and_strong(theme):
    palette = STRONG[theme]
    assert set(palette) == set(PAGE["light"])
    weak = {(one, ground) for one, ground in product(TEXTS, GROUNDS) if contrast(palette[one], palette[ground]) < 7}
    assert weak == set()
    assert contrast(palette["accent-ink"], palette["accent"]) >= 7
    assert contrast(palette["ink"], palette["paper"]) >= 19
