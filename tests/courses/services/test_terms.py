import pytest
from django.db import IntegrityError, transaction

from courses.models import Term
from courses.services.terms import refresh_terms
from courses.tokeniser import reading_of
from tests.factories.courses import LessonPageFactory, lesson_blocks

pytestmark = pytest.mark.django_db


def definition(term, text="<p>解释。</p>"):
    return {"type": "definition", "value": {"term": term, "text": text}}


def rows():
    return list(Term.objects.order_by("lesson_id", "position").values_list("term", "definition"))


def test_publishing_writes_the_terms_anew():
    lesson = LessonPageFactory()
    assert rows() == [("客户满意", "<p>比较之后的感受。</p>")]
    lesson.body = [*lesson_blocks(), definition("客户满意度")]
    lesson.save_revision()
    assert [term for term, _text in rows()] == ["客户满意"]
    lesson.get_latest_revision().publish()
    assert [term for term, _text in rows()] == ["客户满意", "客户满意度"]


def test_unpublishing_takes_the_terms_back_and_publishing_brings_them_again():
    lesson = LessonPageFactory()
    lesson.save_revision()
    lesson.unpublish()
    assert rows() == []
    lesson.get_latest_revision().publish()
    assert [term for term, _text in rows()] == ["客户满意"]


def test_deleting_a_lesson_takes_its_terms_with_it():
    LessonPageFactory().delete()
    assert rows() == []


def test_rows_are_added_and_removed_but_never_changed():
    """What the index of terms relies on to know whether it is still right."""
    lesson = LessonPageFactory()
    before = Term.objects.get().pk
    refresh_terms(lesson=lesson)
    assert Term.objects.get().pk > before


def test_first_of_two_definitions_stands_and_what_is_no_name_is_left_out():
    body = [
        definition("抱怨", "<p>甲</p>"),
        definition(" 抱怨\n", "<p>乙</p>"),
        definition("  "),
        definition("长" * 81),
        definition("长" * 80),
    ]
    assert refresh_terms(lesson=LessonPageFactory(body=body)) == 2
    assert [(term[:2], text) for term, text in rows()] == [("抱怨", "<p>甲</p>"), ("长长", "<p>解释。</p>")]


def test_definition_keeps_paragraphs_and_bold_and_nothing_else():
    text = '<p>见<a href="https://x.example" onclick="x()">这里</a>，<b>要紧</b>。</p><script>x()</script><p>二</p>'
    LessonPageFactory(body=[definition("抱怨", text)])
    assert rows() == [("抱怨", "<p>见这里，<b>要紧</b>。</p><p>二</p>")]


def test_same_term_is_kept_per_lesson():
    LessonPageFactory()
    LessonPageFactory()
    assert [term for term, _text in rows()] == ["客户满意", "客户满意"]


def test_database_keeps_one_definition_per_lesson_and_no_empty_name():
    lesson = LessonPageFactory()
    for term in ("客户满意", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Term.objects.create(lesson=lesson, term=term, reading="x", definition="x", position=9)
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("term", "reading"),
    [
        ("客户满意度", "ke hu man yi du"),
        ("重复购买", "chong fu gou mai"),
        ("CRM 系统", "crm xi tong"),
        ("“真实一刻”", "zhen shi yi ke"),
        ("5S 管理", "5s guan li"),
        ("女性客户", "nv xing ke hu"),
        ("……", ""),
    ],
)
def test_reading_is_pinyin_without_tones_from_its_first_letter(term, reading):
    assert reading_of(term) == reading
