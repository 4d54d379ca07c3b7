import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import StreamValue

from courses.blocks import FigureBlock, KnowledgeCheckBlock, LessonBlocks
from courses.samples import SAMPLES
from tests.factories.courses import SVG, KnowledgePointFactory, lesson_blocks

pytestmark = pytest.mark.django_db


def figure(svg):
    return FigureBlock().to_python({"svg": svg, "title": "图", "alt": "说明", "caption": "看这里", "facts": []})


def check(*correct):
    options = [{"text": "甲", "correct": is_correct, "feedback": "因为"} for is_correct in correct]
    block = KnowledgeCheckBlock()
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    return block, block.to_python({"point": "C000.1.2.1", "stem": "哪一个？", "options": options})


def test_safe_figure_is_accepted_in_the_editor():
    assert FigureBlock().clean(figure(SVG))["svg"] == SVG.strip()


def test_unsafe_figure_is_refused_in_the_editor_with_its_line():
    with pytest.raises(ValidationError) as refusal:
        FigureBlock().clean(figure(SVG.replace("<rect", "<script/><rect")))
    assert refusal.value.block_errors["svg"].messages == ["第 4 行：插图里不能用元素“script”。"]


@pytest.mark.parametrize("correct", [(False, False), (True, True)])
def test_published_check_has_one_correct_option(correct):
    block, value = check(*correct)
    with pytest.raises(ValidationError) as refusal:
        block.clean(value)
    assert list(refusal.value.non_block_errors) == ["请把且只把一个选项标为正确。"]


def test_draft_check_may_be_without_a_correct_option():
    block, value = check(False, False)
    block.defer_required_validation()
    assert [option["correct"] for option in block.clean(value)["options"]] == [False, False]


@pytest.mark.parametrize("anchor", ["five-kinds", "checks", "content"])
def test_anchor_stands_once_in_a_lesson_and_never_for_the_pages_own_parts(anchor):
    blocks = [block for block in lesson_blocks() if block["type"] == "heading"]
    blocks.append({"type": "heading", "value": {"text": "又一个", "anchor": anchor, "points": ["C000.1.2.1"]}})
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    lesson = LessonBlocks()
    with pytest.raises(ValidationError) as refusal:
        lesson.clean(StreamValue(lesson, blocks, is_lazy=True))
    assert refusal.value.block_errors[1].block_errors["anchor"].messages == ["本课已有这个锚点。"]


# What an editor sees before choosing a block


@pytest.mark.parametrize(
    ("kind", "block"),
    LessonBlocks().child_blocks.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_block_is_shown_as_it_stands_in_a_good_lesson(client_of, kind, block):
    """A real sample through the block's own template, with the site's own styles."""
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    assert (block.is_previewable, bool(str(block.get_description()))) == (True, True)
    response = client_of("content_editor").get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    html = response.content.decode()
    words = SHOWN_WORDS[kind]
    assert (response.status_code, words in html) == (200, True)
    for sheet in ("css/tokens.css", "courses/blocks.css"):
        assert f"/static/{sheet}" in html


SHOWN_WORDS = {
    "scene": "下次我不找你们了",
    "objectives": "判断一条评价属于横向五个满意中的哪一个",
    "heading": '<h2 id="five-kinds">横向层面：五个满意</h2>',
    "prose": "<b>内外客户</b>",
    "definition": "<dfn>客户满意</dfn>",
    "elements": "行为满意",
    "steps": "受理登记",
    "table": '<th scope="col">比较的结果</th>',
    "formula": "美誉度 = 表示赞扬的客户数",
    "figure": 'role="img" aria-label="三级台阶由低到高',
    "case": "隔夜面包",
    "pitfalls": "客户满意 / 客户满意度",
    "key_points": "横向五个：理念、行为、视听、产品、服务。",
    "check": "退一笔押金要盖四个章",
}


def test_the_samples_are_what_the_editor_would_accept():
    """They would pass as a published lesson, but for the second check and the points of another chapter."""
    for syllabus_id in ("C000.1.2.1", "C000.1.1.2"):
        KnowledgePointFactory(syllabus_id=syllabus_id)
    stream = [{"type": kind, "value": value} for kind, value in SAMPLES.items()]
    lesson = LessonBlocks()
    cleaned = lesson.clean(StreamValue(lesson, [*stream, stream[-1]], is_lazy=True))
    assert [block.block_type for block in cleaned] == [*SAMPLES, "check"]
