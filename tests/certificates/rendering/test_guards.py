"""When a page is no plate, and what a plate may hold that no shipped layout does."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from certificates.rendering import certificate as printing
from certificates.rendering.certificate import Verification
from certificates.rendering.layouts import MINIMUM_HALF_POINTS, Paragraph
from certificates.rendering.lines import FontOfPage, NotPressable, Run, lines_of
from certificates.rendering.plate import Show
from certificates.rendering.platemaking import QR_MARK, _blocks, _only_page, _qr_mark, _slot_run, _stretches
from certificates.rendering.slots import with_slots
from tests.certificates.samples import VERIFY_URL, make_payload

SIGN = "\u2500"
FONT = FontOfPage({1: SIGN, 2: "年"}, {1: 500.0, 2: 1000.0}, 400)
FONTS = {"F": FONT}


def shown(*glyphs, x=0.0, mark=3):
    """A line of these glyphs at x."""
    return [
        ([Name.P, Dictionary(MCID=mark)], "BDC"),
        ([1, 0, 0, 1, x, 700], "Tm"),
        ([Name.F, 10], "Tf"),
        ([Array([String(b"".join(glyph.to_bytes(2, "big") for glyph in glyphs))])], "TJ"),
    ]


def lines(narrow, wide):
    fonts = {"/F": FONT}
    return lines_of(narrow, wide, fonts=(fonts, fonts), blocks={3: (7, 0)})


def test_a_slot_that_grew_is_found_with_how_its_line_stands():
    (line,) = lines(shown(1), shown(1, 1))
    assert (line.alignment, [run.slots for run in line.runs]) == (0.0, [[SIGN]])
    (line,) = lines(shown(1, x=10.0), shown(1, 1, x=5.0))
    assert line.alignment == 1.0


@pytest.mark.parametrize(
    ("narrow", "wide", "why"),
    [
        (shown(1), [*shown(1, 1), ([], "Q")], "more on the page"),
        (shown(1), shown(2), "torn apart"),
        (shown(1), shown(1, 1, x=3.0), "as no alignment does"),
        ([*shown(1), ([], "Q")], [*shown(1, 1), ([], "q")], "different things"),
    ],
)
def test_what_is_no_plate_is_said(narrow, wide, why):
    with pytest.raises(NotPressable, match=why):
        lines(narrow, wide)


def test_a_plate_has_one_page_and_one_qr_code():
    document = pikepdf.new()
    for _page in range(2):
        document.add_blank_page()
    with pytest.raises(NotPressable):
        _only_page(document)
    stroke = ([QR_MARK, 0], "m")
    assert (_qr_mark([]), _qr_mark([([1.0, 0], "m"), stroke])) == (None, 1)
    with pytest.raises(NotPressable):
        _qr_mark([stroke, stroke])


def test_words_before_and_behind_a_slot_in_one_run_are_shown_with_it():
    elements = [String(b"\x00\x02"), pikepdf.Object.parse(b"-120"), String(b"\x00\x01"), String(b"\x00\x02")]
    run = Run(0, 1, (0, 0), 0.0, 0.0, "/F", 10.0, elements, slots=[SIGN], gaps=[0.0])
    slots = []

    made = _slot_run(run, FONT, slots)

    assert [piece if isinstance(piece, bytes) else piece.sign for piece in made.pieces] == [
        b"<0002> -120",
        SIGN,
        b"<0002>",
    ]

    class Fonts:
        def show(self, text, *_):
            return [text.encode()]

    assert Show(made).write({SIGN: "8"}, Fonts()) == b"/F 10 Tf\n[<0002> -120] TJ\n8\n/F 10 Tf\n[<0002>] TJ"


def test_a_page_may_end_with_what_is_special_and_a_structure_hold_more_than_text():
    assert list(_stretches([([1, 2], "m")], {0: b""})) == []
    document = pikepdf.new()
    node = document.make_indirect(Dictionary(S=Name.P, K=Array([0, Dictionary(Type=Name.OBJR)])))
    assert list(_blocks(node)) == [(0, node.objgen)]


def test_what_a_person_has_none_of_takes_no_slot():
    payload = make_payload(name="", components=(), total=None)
    texts, values = with_slots(payload, name_lines=[], verification=Verification(VERIFY_URL))
    assert (texts.certificate.name, payload.number in values.values(), "" in values.values()) == ("", True, False)


def test_a_sentence_that_fits_nowhere_has_the_smallest_size():
    line = Paragraph(".x", width_mm=100, height_mm=1, score_line_mm=0, points=12, leading=2, fixed_em=10)
    assert line.fitted(make_payload()) * 2 == MINIMUM_HALF_POINTS


def test_the_plate_that_was_not_used_for_longest_goes(monkeypatch):
    made = []
    monkeypatch.setattr(printing, "KEPT_PLATES", 2)
    monkeypatch.setattr(printing, "_plates", type(printing._plates)())
    monkeypatch.setattr(printing, "_made", lambda _payload, setting, *_rest: made.append(setting.key))

    class Setting:
        def __init__(self, key):
            self.key = key

    for key in "aabacb":
        printing._plate(None, Setting(key), "texts", None)
    assert made == ["a", "b", "c", "b"]
