"""The font chain: what it covers, how wide it sets, what it cuts."""

from fractions import Fraction
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from courses.printing import fonts
from courses.printing.fonts import (
    LATIN,
    LATIN_BOLD,
    RARE,
    RARER,
    RARER_STILL,
    SONG,
    SONG_BOLD,
    FontFile,
    FontsNotInstalledError,
    UnsetCharactersError,
    cut_faces,
    described,
    even_weight,
    font_source,
    measure,
    source_of,
    unset_characters,
)

FULL_WIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in "WangFang") + "\u3000"
# Unicode 15.1's extension I, which no font of the chain has yet.
UNKNOWN_IDEOGRAPH = "\U0002ebf0"


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳·买买提",
        "𬭎㛃𠅤䶮𬘡",
        "𬍛𫖯𬒗𮧵𰻞",
        "Nguyễn Thị Ánh",
        FULL_WIDTH,
        "\U00031350",
        "Zoë O’Neill-Šimić",
    ],
)
def test_names_people_have_can_be_set(name):
    assert unset_characters(name) == []


@pytest.mark.parametrize(
    ("text", "unset"),
    [
        (f"王{UNKNOWN_IDEOGRAPH}", [UNKNOWN_IDEOGRAPH]),
        ("محمد", ["م", "ح", "د"]),
        # Private use: what an old ID system meant by it, nobody can know, though one of the fonts has a picture.
        ("王\ue000", ["\ue000"]),
        ("王\u200b三", ["\u200b"]),
        ("e\u0302", ["\u0302"]),
        ("葛\U000e0100", ["\U000e0100"]),
    ],
)
def test_what_cannot_be_set_is_found(text, unset):
    assert unset_characters(text) == unset


@pytest.mark.parametrize(
    ("character", "words"),
    [("𮧵", "𮧵 (U+2E9F5)"), (UNKNOWN_IDEOGRAPH, "\U0002ebf0 (U+2EBF0)"), ("\ue000", "U+E000"), ("\u200b", "U+200B")],
)
def test_a_character_is_named_with_its_code_point(character, words):
    assert described(character) == words


def test_a_rare_character_comes_from_the_second_font():
    assert source_of("三").declared == SONG
    assert source_of("三", 700).declared == SONG_BOLD
    assert source_of("𮧵", 700).declared == RARE
    assert source_of(UNKNOWN_IDEOGRAPH) is None


def test_accented_letters_come_from_a_latin_face_drawn_whole():
    assert [source_of(letter, 700).declared for letter in "cć"] == [SONG_BOLD, LATIN_BOLD]
    font = TTFont(BytesIO(font_source(LATIN).cut("ć")))
    assert font["glyf"]["u00107"].numberOfContours == 2


@pytest.mark.parametrize(("name", "weight"), [("张三", 700), ("Šimić", 700), ("王𮧵", 400)])
def test_a_name_is_set_in_one_weight(name, weight):
    assert even_weight(name, 700) == weight


def test_widths_are_measured_in_em():
    assert measure("张三") == 2
    assert measure("𮧵") == 1
    assert measure("1") < Fraction(3, 5)
    assert measure("") == 0


def test_cut_holds_just_the_characters_as_truetype_curves():
    font = TTFont(BytesIO(font_source(SONG).cut("三张三")))
    assert sorted(map(chr, font.getBestCmap())) == ["三", "张"]
    assert "glyf" in font
    assert "CFF " not in font
    assert font["name"].getDebugName(1) == "Noto Serif CJK SC"
    assert font["hmtx"]["u05F20"][0] == 1000


def test_same_characters_give_the_same_bytes():
    assert font_source(SONG).cut("张三") == font_source(SONG).cut("三张")


def test_faces_are_cut_from_those_fonts_that_are_needed():
    assert [(face.family, face.weight) for face in cut_faces("张三")] == [
        ("Noto Serif CJK SC", 400),
        ("Noto Serif CJK SC", 700),
    ]
    assert ("BabelStone Han", 400) in [(face.family, face.weight) for face in cut_faces("张𮧵")]


def test_nothing_is_cut_for_a_text_that_cannot_be_set():
    with pytest.raises(UnsetCharactersError) as refusal:
        cut_faces(f"张{UNKNOWN_IDEOGRAPH}")
    assert refusal.value.characters == (UNKNOWN_IDEOGRAPH,)


def test_without_the_rare_font_rare_names_are_refused_and_others_are_not(monkeypatch):
    installed = fonts._path_of
    monkeypatch.setattr(
        fonts, "_path_of", lambda declared: None if declared in {RARE, RARER, RARER_STILL} else installed(declared)
    )
    fonts._usable.cache_clear()
    assert unset_characters("张𮧵") == ["𮧵"]
    assert fonts.missing_fonts() == [RARE, RARER, RARER_STILL]
    monkeypatch.undo()
    fonts._usable.cache_clear()
    assert unset_characters("张𮧵") == []


def test_a_missing_font_is_named_with_its_package(monkeypatch):
    absent = FontFile("Nowhere", 400, "Nowhere.ttf", "fonts-nowhere")
    with pytest.raises(FontsNotInstalledError, match=r"Nowhere.ttf is missing: install the package fonts-nowhere"):
        font_source(absent)
    assert fonts.missing_fonts() == []
    monkeypatch.setattr(fonts, "FONT_FOLDERS", ())
    assert fonts.missing_fonts() == [SONG, LATIN, RARE, RARER, RARER_STILL, SONG_BOLD, LATIN_BOLD]
