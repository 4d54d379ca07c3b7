"""The handout on paper, read back from the PDF."""

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from courses.figures import read_figure
from courses.presentation.handout import printed_chapter
from courses.rendering.handout import COLOURS, handout_document, printed_svg
from tests.factories.courses import SVG, ChapterPageFactory, LessonPageFactory

# How paper is set no engine changes.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

DRAWING = SVG.replace("</svg>", '<text x="1" y="20" font-size="16" fill="currentColor">只在图里：彀</text></svg>')


@pytest.fixture
def chapter():
    chapter = ChapterPageFactory(summary="<p>先测量，再纠正。</p>", slug="improvement", parent__slug="level-2")
    LessonPageFactory(parent=chapter, title="满意的内涵", section="第一节 测量", slug="inner")
    LessonPageFactory(parent=chapter, title="满意的外延", section="第二节 纠正", slug="outer")
    return chapter


@pytest.fixture(scope="module")
def made():
    """What was printed, by its digest: the same document is set once for all tests of the module."""
    return {}


@pytest.fixture
def printed(chapter, made):
    document = handout_document(printed_chapter(chapter))
    pdf = made.get(document.digest) or made.setdefault(document.digest, document.to_pdf())
    with pikepdf.open(BytesIO(pdf)) as opened:
        yield opened


def outline(pdf):
    """Bookmarks as (level, title, page)."""
    with pdf.open_outline() as tree:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def walk(items, level):
            for item in items:
                target = item.destination if item.destination is not None else item.action.D
                yield level, item.title, pages[target[0].objgen]
                yield from walk(item.children, level + 1)

        return list(walk(tree.root, 1))


def test_bookmarks_lead_to_contents_lessons_answers_and_terms(printed):
    assert outline(printed) == [
        (1, "目录", 2),
        (1, "满意的内涵", 3),
        *[(2, title, page) for title, page in [("五个满意", 3), ("易错点", 4), ("要点", 4), ("检查一下", 5)]],
        (1, "满意的外延", 6),
        *[(2, title, page) for title, page in [("五个满意", 6), ("易错点", 7), ("要点", 7), ("检查一下", 8)]],
        (1, "检查题答案", 9),
        (2, "第 1 课 满意的内涵", 9),
        (2, "第 2 课 满意的外延", 9),
        (1, "本章术语", 10),
    ]


def test_file_says_what_it_is(printed):
    assert str(printed.Root.Lang) == "zh-hans"
    assert printed.Root.MarkInfo.Marked == True  # noqa: E712 -- a PDF boolean
    metadata = printed.open_metadata()
    assert metadata["dc:title"] == "第四章 客户服务改进 · 讲义"
    assert metadata["dc:creator"] == [settings.WAGTAIL_SITE_NAME]
    assert str(printed.docinfo["/Keywords"]) == "客户满意"
    assert {tuple(page.mediabox)[2:] for page in printed.pages} == {
        (pikepdf.Object.parse(b"595.275591"), pikepdf.Object.parse(b"841.889764"))
    }


def test_figures_are_drawings_with_their_alternative(printed):
    figures = [obj for obj in printed.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/S") == "/Figure"]
    assert {str(figure.Alt) for figure in figures} == {"一横一竖两条线"}
    assert not [obj for obj in printed.objects if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image"]


def test_a_character_that_stands_in_a_figure_alone_is_set(chapter):
    block = {"svg": DRAWING, "title": "图", "alt": "图", "caption": "图"}
    LessonPageFactory(parent=chapter, body=[{"type": "figure", "value": block}])
    document = handout_document(printed_chapter(chapter))
    assert "彀" not in document.html
    assert document.to_pdf().startswith(b"%PDF-1.7")


def test_digest_follows_the_text_and_nothing_else(chapter):
    before = handout_document(printed_chapter(chapter)).digest
    assert handout_document(printed_chapter(chapter)).digest == before
    lesson = chapter.get_children().first().specific
    lesson.save_revision().publish()
    assert handout_document(printed_chapter(chapter)).digest == before
    lesson.title = "内涵"
    lesson.save_revision().publish()
    assert handout_document(printed_chapter(chapter)).digest != before


def test_digest_follows_a_figure(chapter):
    before = handout_document(printed_chapter(chapter)).digest
    block = {"svg": DRAWING, "title": "图", "alt": "图", "caption": "图"}
    lesson = LessonPageFactory(parent=chapter, body=[{"type": "figure", "value": block}])
    with_one = handout_document(printed_chapter(chapter)).digest
    lesson.body = [{"type": "figure", "value": block | {"svg": DRAWING.replace("彀", "縠")}}]
    lesson.save()
    assert len({before, with_one, handout_document(printed_chapter(chapter)).digest}) == 3


def test_a_figure_takes_the_colours_of_print():
    svg = printed_svg(read_figure(DRAWING)).decode()
    assert re.findall(r'fill="([^"]+)"', svg) == ["#211d18", "#211d18"]
    assert "var(" not in svg
    assert "currentColor" not in svg


def test_colours_of_print_are_the_tokens_by_day_on_white_paper():
    css = (Path(settings.BASE_DIR) / "config/static/css/tokens.css").read_text(encoding="utf-8")
    day = dict(re.findall(r"^  --([a-z0-9-]+): (#[0-9a-f]{6});$", css.partition("}")[0], re.MULTILINE))
    assert {name: value for name, value in COLOURS.items() if not name.startswith("paper")} == {
        name: value for name, value in day.items() if not name.startswith("paper")
    }
    assert {value for name, value in COLOURS.items() if name.startswith("paper")} == {"#ffffff"}
