"""A course tree with lessons made of real blocks, and the learning record."""

from datetime import UTC, date, datetime

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from courses.models import (
    Bookmark,
    ChapterPage,
    CheckAnswer,
    CoursePage,
    Enrolment,
    HomePage,
    KnowledgePoint,
    LessonPage,
    LessonProgress,
    MistakeReport,
    Note,
    Prerequisite,
)
from courses.services.headings import refresh_heading_points
from courses.services.terms import refresh_terms
from tests.factories.accounts import UserFactory
from tests.factories.tree import plant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200">\n'
    "  <title>两个方向</title>\n"
    "  <desc>一横一竖</desc>\n"
    '  <rect x="0" y="0" width="10" height="10" fill="var(--ink, #2a2520)"/>\n'
    "</svg>\n"
)


def lesson_blocks(anchor="five-kinds", points=("C000.1.2.1",)):
    """One block of every kind, in a lawful order, as a StreamField stores them."""
    first = points[0]
    return [
        {"type": "scene", "value": {"text": "<p>师傅装好空调，二十分钟收工。</p>"}},
        {"type": "objectives", "value": {"items": [{"text": "区分五个满意", "point": first}]}},
        {"type": "heading", "value": {"text": "五个满意", "anchor": anchor, "points": list(points)}},
        {"type": "prose", "value": {"text": "<p>横着看，<b>五个满意</b>。</p>", "facts": ["C000.1.2.1#7"]}},
        {"type": "definition", "value": {"term": "客户满意", "text": "<p>比较之后的感受。</p>"}},
        {
            "type": "elements",
            "value": {
                "title": "五个满意",
                "ordered": True,
                "items": [
                    {"name": "理念满意", "text": "<p>理念使人满意。</p>", "sign": "说话算数"},
                    {"name": "行为满意", "text": "<p>运行使人满意。</p>", "sign": ""},
                ],
                "facts": ["C000.1.2.1#1", "C000.1.2.1#2"],
            },
        },
        {"type": "steps", "value": {"title": "怎样查", "items": [{"name": "看", "text": "<p>先看原话。</p>"}]}},
        {
            "type": "table",
            "value": {"caption": "三种结果", "header": ["比较", "感受"], "rows": [["低于期望", "不满意"]]},
        },
        {"type": "formula", "value": {"expression": "回头率 = 再次消费 ÷ 消费过", "text": "<p>口径。</p>"}},
        {
            "type": "figure",
            "id": FIGURE_ID,
            "value": {"svg": SVG, "title": "两个方向", "alt": "一横一竖两条线", "caption": "横的并列，竖的递进。"},
        },
        {"type": "case", "value": {"title": "隔夜面包", "text": "<p>老韩到店里。</p>", "question": "如果是您？"}},
        {"type": "pitfalls", "value": {"items": [{"confusion": "满意 / 满意度", "text": "<p>看分母。</p>"}]}},
        {"type": "key_points", "value": {"items": ["感受与数", "横向五个", "纵向三层"]}},
        {
            "type": "check",
            "id": "0d5a6b3c-1111-4222-8333-444455556666",
            "value": {
                "point": first,
                "stem": "退一笔押金要盖四个章，没有做到的是哪一种满意？",
                "options": [
                    {"text": "行为满意", "correct": True, "feedback": "问题在运行方式。"},
                    {"text": "服务满意", "correct": False, "feedback": "换再好的人来，章还是要盖四个。"},
                ],
            },
        },
    ]


FIGURE_ID = "1f2e3d4c-1111-4222-8333-444455556666"
CHECK_ID = "0d5a6b3c-1111-4222-8333-444455556666"


def make_home():
    """The published home page that the default site shows."""
    home = HomePage.objects.filter(sites_rooted_here__isnull=False).first() or HomePage.objects.first()
    if home is None:
        home = plant(Page.get_first_root_node(), HomePage(title="学习与考试平台", slug="academy"))
    if not home.sites_rooted_here.exists():
        # Another factory's home may have come first; pages below a home without a site have no address.
        Site.objects.update(root_page=home)
        Site.clear_site_root_paths_cache()
    return home


class PlantedPageFactory(wagtail_factories.PageFactory):
    """A live page that no search and no index of references knows yet."""

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        return plant(parent, model_class(**kwargs))


class CoursePageFactory(PlantedPageFactory):
    """A published course below the home page."""

    class Meta:
        model = CoursePage

    parent = factory.LazyFunction(make_home)
    title = "客户服务管理师（二级）"
    slug = factory.Sequence(lambda number: f"course-{number}")
    intro = "<p>从一个真实的服务场面开始。</p>"
    hours = 140


class ChapterPageFactory(PlantedPageFactory):
    """A published chapter in a course of its own."""

    class Meta:
        model = ChapterPage

    parent = factory.SubFactory(CoursePageFactory)
    title = "第四章 客户服务改进"
    slug = factory.Sequence(lambda number: f"chapter-{number}")
    summary = "<p>先测量，再纠正。</p>"
    number = 4


class LessonPageFactory(PlantedPageFactory):
    """A published lesson with one block of every kind; its heading teaches `points`."""

    class Meta:
        model = LessonPage
        skip_postgeneration_save = True

    class Params:
        points = ("C000.1.2.1",)

    parent = factory.SubFactory(ChapterPageFactory)
    title = factory.Sequence(lambda number: f"第 {number} 课")
    slug = factory.Sequence(lambda number: f"lesson-{number}")
    section = "第一节 客户满意测量"
    minutes = 20
    reviewed_on = date(2026, 11, 20)
    body = factory.LazyAttribute(lambda lesson: lesson_blocks(points=lesson.points))

    @factory.post_generation
    def index(self, *_asked):
        refresh_heading_points(lesson=self)
        refresh_terms(lesson=self)


class KnowledgePointFactory(DjangoModelFactory):
    """A knowledge point of a chapter of its own."""

    class Meta:
        model = KnowledgePoint

    chapter = factory.SubFactory(ChapterPageFactory)
    code = factory.Sequence(lambda number: f"B-D-A-{number + 1:03}")
    syllabus_id = factory.Sequence(lambda number: f"C000.1.2.{number + 1}")
    title = "横向层面：五个满意"


class EnrolmentFactory(DjangoModelFactory):
    """A trainee takes a course."""

    class Meta:
        model = Enrolment

    course = factory.SubFactory(CoursePageFactory)
    trainee = factory.SubFactory(UserFactory)
    created_at = NOW


class LessonProgressFactory(DjangoModelFactory):
    """A trainee opened a lesson."""

    class Meta:
        model = LessonProgress

    lesson = factory.SubFactory(LessonPageFactory)
    trainee = factory.SubFactory(UserFactory)
    opened_at = NOW


class CheckAnswerFactory(DjangoModelFactory):
    """A right answer to the one check of a lesson."""

    class Meta:
        model = CheckAnswer

    lesson = factory.SubFactory(LessonPageFactory)
    trainee = factory.SubFactory(UserFactory)
    block_id = CHECK_ID
    question = factory.LazyAttribute(lambda answer: check_of(answer.lesson).value.digest)
    option = 0
    is_right = factory.LazyAttribute(lambda answer: answer.option == 0)
    answered_at = NOW


def check_of(lesson):
    """The first knowledge check of a lesson, as a block."""
    return next(block for block in lesson.body if block.block_type == "check")


class NoteFactory(DjangoModelFactory):
    """A note at the heading of a lesson."""

    class Meta:
        model = Note

    lesson = factory.SubFactory(LessonPageFactory)
    trainee = factory.SubFactory(UserFactory)
    anchor = "five-kinds"
    heading = "五个满意"
    text = "横向五个，纵向三层。"
    created_at = NOW
    changed_at = NOW


class BookmarkFactory(DjangoModelFactory):
    """A bookmark at the heading of a lesson."""

    class Meta:
        model = Bookmark

    lesson = factory.SubFactory(LessonPageFactory)
    trainee = factory.SubFactory(UserFactory)
    anchor = "five-kinds"
    heading = "五个满意"
    created_at = NOW


class PrerequisiteFactory(DjangoModelFactory):
    """A course to be studied before another; the other's rule is its own matter."""

    class Meta:
        model = Prerequisite

    course = factory.SubFactory(CoursePageFactory)
    needs = factory.SubFactory(CoursePageFactory)


class MistakeReportFactory(DjangoModelFactory):
    """A reader found something wrong under the lesson's first heading; nobody has answered."""

    class Meta:
        model = MistakeReport

    lesson = factory.SubFactory(LessonPageFactory)
    anchor = "five-kinds"
    heading = "五个满意"
    text = factory.Sequence(lambda number: f"第 {number} 处写错了")
    reporter = factory.SubFactory(UserFactory)
    created_at = NOW
