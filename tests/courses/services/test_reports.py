from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import MistakeReport, ReportState
from courses.services.reports import (
    PER_HOUR,
    AlreadyAnswered,
    ReasonMissing,
    TooManyReports,
    answer_report,
    report_mistake,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, LessonPageFactory, MistakeReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = LessonPageFactory()
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


def send(lesson, reporter, **words):
    said = {"anchor": "five-kinds", "quote": "", "text": "写错了"} | words
    return report_mistake(lesson=lesson, reporter=reporter, **{"now": NOW} | said)


def test_report_keeps_place_words_and_the_revision_that_was_read(lesson):
    report = send(lesson, UserFactory(), quote=" 横着看，\n五个满意 ", text="应为六个")
    block = next(block for block in lesson.body if block.block_type == "prose")
    assert (report.anchor, report.heading, report.block_id, report.revision_id) == (
        "five-kinds",
        "五个满意",
        str(block.id),
        lesson.live_revision_id,
    )
    assert (report.quote, report.text, report.state, report.created_at) == (
        "横着看， 五个满意",
        "应为六个",
        "open",
        NOW,
    )


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("比较之后", "definition"),
        ("说话算数", "elements"),
        ("低于期望", "table"),
        ("师傅装好空调", "scene"),  # marked in another part than the one it was sent from
        ("本课没有的话", None),
        ("", None),
    ],
)
def test_block_is_found_by_the_words_marked_in_it(lesson, quote, kind):
    found = send(lesson, UserFactory(), quote=quote).block_id
    kinds = {str(block.id): block.block_type for block in lesson.body}
    assert kinds.get(found) == kind


def test_part_that_is_gone_reads_as_the_opening(lesson):
    report = send(lesson, UserFactory(), anchor="renamed-since")
    assert (report.anchor, report.heading) == ("", "")


def test_same_words_twice_are_one_report_until_they_are_answered(lesson):
    reader = UserFactory()
    first = send(lesson, reader)
    assert send(lesson, reader) == first
    assert send(lesson, UserFactory()) != first
    answer_report(report=first, state=ReportState.ACCEPTED, answer="", actor=UserFactory(), now=NOW)
    assert send(lesson, reader) != first


def test_reader_may_send_so_many_an_hour_and_no_more(lesson):
    reader = UserFactory()
    for number in range(PER_HOUR):
        send(lesson, reader, text=f"第 {number} 处")
    with pytest.raises(TooManyReports):
        send(lesson, reader, text="再一处")
    assert MistakeReport.objects.count() == PER_HOUR
    send(lesson, UserFactory(), text="别人的一处")
    send(lesson, reader, text="再一处", now=NOW + timedelta(hours=1))
    assert MistakeReport.objects.count() == PER_HOUR + 2


@pytest.mark.parametrize(("state", "answer"), [(ReportState.ACCEPTED, ""), (ReportState.DECLINED, "教材如此。")])
def test_editor_answers_once(state, answer):
    report, editor = MistakeReportFactory(), UserFactory()
    answer_report(report=report, state=state, answer=f" {answer} ", actor=editor, now=NOW)
    assert (report.state, report.answer, report.handled_by, report.handled_at) == (state, answer, editor, NOW)
    with pytest.raises(AlreadyAnswered):
        answer_report(report=report, state=ReportState.DECLINED, answer="不对", actor=UserFactory(), now=NOW)
    report.refresh_from_db()
    assert (report.state, report.answer, report.handled_by) == (state, answer, editor)


def test_refusal_without_a_reason_is_refused():
    report = MistakeReportFactory()
    with pytest.raises(ReasonMissing):
        answer_report(report=report, state=ReportState.DECLINED, answer=" ", actor=UserFactory(), now=NOW)
    report.refresh_from_db()
    assert (report.state, report.handled_by) == ("open", None)


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"state": "accepted"},
        {"answer": "没有人写的答复"},
        {"state": "declined", "handled_at": NOW},
        {"state": "lost", "handled_at": NOW},
    ],
)
def test_database_keeps_reports_whole(values):
    report = MistakeReportFactory()
    handler = {"handled_by": UserFactory()} if "handled_at" in values else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        MistakeReport.objects.filter(pk=report.pk).update(**values, **handler)
