"""Appeals on the site and in the back office: what each of the four people sees, and what bad input leads to."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.marking.models import Appeal, AppealTerms, Mark, Result
from exams.marking.queries import own_result
from exams.marking.queries.transcript import transcript_of
from exams.marking.rendering.transcript import transcript_pdf
from exams.marking.services import award_marks, mark_attempt
from exams.marking.services.appeals import file_appeal, reject_appeal, take_appeal, uphold_appeal
from exams.sittings.models import Exam
from tests.certificates.samples import text_of
from tests.exams.marking.test_appeals import second_marker
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_regrade_views import queries_of, read
from tests.exams.marking.test_services import hand_in
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def changed(result, slot):
    """What is read of the slot, by the number under which the candidate was shown it."""
    layout = result.components.get().attempt.snapshot.layout
    number = next(place for place, entry in enumerate(layout, start=1) if entry["slot"] == slot)
    return f"第 {number} 题：13.33 分 → 40 分（满分 40 分）"


def marked_result():
    """Released an hour ago; the essay of 40 marks earned a third."""
    now = timezone.now()
    room = make_room(items=WRITTEN_TYPES, opens_at=now - timedelta(hours=4))
    attempt = hand_in(room, WRITTEN, now=now - timedelta(hours=2))
    mark_attempt(attempt=attempt, now=now - timedelta(hours=1))
    for slot in (1, 2, 3):
        award_marks(
            attempt=attempt,
            slot=slot,
            credit=Fraction(1, 3),
            marker=make_persona("marker"),
            now=now - timedelta(hours=1),
        )
    return Result.objects.get(registration=room.registration)


@pytest.fixture
def result():
    return marked_result()


@pytest.fixture
def candidate(result):
    client = Client()
    client.force_login(result.registration.candidate)
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_candidate_files_from_the_result_follows_and_takes_back(candidate, result):
    path = reverse("marking:appeal", args=[result.pk])
    assert path in read(candidate.get(reverse("marking:result", args=[result.pk])))
    assert "申请截止时间" in read(candidate.get(path))
    refused = candidate.post(path, {"reason": " "})
    assert (refused.status_code, Appeal.objects.count()) == (422, 0)
    assert "请说明需要复核的内容和理由。" in refused.content.decode()

    page = candidate.post(path, {"reason": "第一题请重看。"}, follow=True).content.decode()
    assert ("待复核" in page, "第一题请重看。" in page) == (True, True)
    again = candidate.post(path, {"reason": "再来一次"})
    assert (again.status_code, Appeal.objects.count()) == (422, 1)
    candidate.post(reverse("marking:withdraw_appeal", args=[result.pk]))
    assert Appeal.objects.get().state == "withdrawn"
    assert "申请截止时间" in read(candidate.get(path))


def test_nobody_files_against_another_persons_result(client_of, result):
    path = reverse("marking:appeal", args=[result.pk])
    for name in ("trainee", "exam_officer", "superuser"):
        assert client_of(name).post(path, {"reason": "x"}).status_code == 404
    assert Appeal.objects.count() == 0


def test_after_the_window_the_page_says_so(candidate, result):
    AppealTerms.objects.create(exam=result.registration.sitting.exam, window_days=0)
    path = reverse("marking:appeal", args=[result.pk])
    assert path not in read(candidate.get(reverse("marking:result", args=[result.pk])))
    page = candidate.post(path, {"reason": "晚了"}).content.decode()
    assert "该成绩不能申请复核。" in page
    assert Appeal.objects.count() == 0


def filed(result):
    now = timezone.now()
    return file_appeal(result=result, reason="第一题请重看。", actor=result.registration.candidate, now=now)


def test_the_reviewer_sees_script_and_every_mark_but_no_name(candidate, result):
    appeal = filed(result)
    reviewer = signed_in(second_marker())
    path = reverse("appeals:case", args=[appeal.pk])
    before = read(reviewer.get(path))
    assert ("开始复核" in before, "我不同意。" in before) == (True, False)
    reviewer.post(reverse("appeals:take", args=[appeal.pk]))
    page = read(reviewer.get(path))
    assert ("我不同意。" in page, "13.33 / 40" in page, "第一题请重看。" in page) == (True, True, True)
    assert ("欧阳" in page, result.registration.number in page) == (False, False)

    attempt = result.components.get().attempt_id
    decide = reverse("appeals:decide", args=[appeal.pk])
    said = {f"marks-{attempt}-1": "41", "reply": "要点齐全", "decision": "uphold"}
    page = read(reviewer.post(decide, said))
    assert ("40" in page, "要点齐全" in page, Mark.objects.filter(round=2).exists()) == (True, True, False)
    for wrong in ({"reply": ""}, {"decision": "reject"}, {f"marks-{attempt}-1": ""}, {f"marks-{attempt}-1": "x"}):
        read(reviewer.post(decide, {**said, f"marks-{attempt}-1": "40", **wrong}))
    assert (Appeal.objects.get().state, Mark.objects.filter(round=2).exists()) == ("under_review", False)

    reviewer.post(decide, {**said, f"marks-{attempt}-1": "40"})
    appeal.refresh_from_db()
    assert (appeal.state, appeal.outcome.components.get().score) == ("upheld", Decimal("66.67"))
    answer = read(candidate.get(reverse("marking:appeal", args=[result.pk])))
    assert ("要点齐全" in answer, reverse("marking:result", args=[appeal.outcome_id]) in answer) == (True, True)
    # The script is closed again; what was changed stays on record.
    after = read(reviewer.get(path))
    assert ("我不同意。" in after, changed(result, 1) in after, changed(result, 1) in answer) == (False, True, True)


def upheld(result):
    appeal, reviewer = filed(result), second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=timezone.now())
    marks = {(result.components.get().attempt_id, 1): Fraction(1)}
    return uphold_appeal(appeal=appeal, marks=marks, reply="要点齐全", actor=reviewer, now=timezone.now())


def test_the_candidate_reads_changed_marks_only_as_far_as_the_exam_shows_them(candidate, result):
    upheld(result)
    path, exams = (
        reverse("marking:appeal", args=[result.pk]),
        Exam.objects.filter(sittings__registrations=result.registration),
    )
    assert changed(result, 1) in read(candidate.get(path))
    for hidden in ("shows_score", "shows_answers"):
        exams.update(**{"shows_score": "release", "shows_answers": "release", hidden: "never"})
        assert "13.33" not in read(candidate.get(path))


def test_the_candidate_reads_no_changed_mark_before_the_new_result_is_out(candidate, client_of, result):
    Exam.objects.filter(sittings__registrations=result.registration).update(release_policy="two_persons")
    appeal = upheld(result)
    held = read(candidate.get(reverse("marking:appeal", args=[result.pk])))
    assert ("13.33" in held, "新成绩由考务发布后可以查看。" in held) == (False, True)
    case = read(client_of("exam_officer").get(reverse("appeals:case", args=[appeal.pk])))
    assert (changed(result, 1) in case, "待发布" in case) == (True, True)


def test_a_rejected_appeal_says_that_no_mark_was_changed(candidate, client_of, result):
    appeal, reviewer = filed(result), second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=timezone.now())
    reject_appeal(appeal=appeal, reply="评分无误。", actor=reviewer, now=timezone.now())
    case = reverse("appeals:case", args=[appeal.pk])
    for client, path in (
        (candidate, reverse("marking:appeal", args=[result.pk])),
        (signed_in(reviewer), case),
        (client_of("exam_officer"), case),
    ):
        page = read(client.get(path))
        assert ("无：各题得分和成绩均维持不变。" in page, "评分无误。" in page) == (True, True)


def test_whoever_marked_it_is_turned_away(client_of, result):
    appeal = filed(result)
    marker = client_of("marker")
    assert marker.post(reverse("appeals:take", args=[appeal.pk])).status_code == 302
    take_appeal(appeal=appeal, actor=second_marker(), now=timezone.now())
    marker.post(reverse("appeals:decide", args=[appeal.pk]), {"reply": "不", "decision": "reject"})
    page = read(marker.get(reverse("appeals:case", args=[appeal.pk])))
    assert ("我不同意。" in page, Appeal.objects.get().state) == (False, "under_review")
    picture = reverse("appeals:media", args=[appeal.pk, result.components.get().attempt_id, 1, "0" * 16 + ".png"])
    assert marker.get(picture).status_code == 404


def test_an_officer_keeps_watch_notes_the_fee_and_frees_a_case(client_of, result):
    officer = client_of("exam_officer")
    exam = result.registration.sitting.exam
    terms = reverse("appeals:exam_terms", args=[exam.pk])
    assert read(officer.post(terms, {"window_days": "10", "fee": "-1", "answer_days": "0"})).count("error-message") == 2
    assert AppealTerms.objects.count() == 0
    officer.post(terms, {"window_days": "10", "fee": "50", "answer_days": "7"})
    appeal = filed(result)
    path = reverse("appeals:case", args=[appeal.pk])
    page = read(officer.get(path))
    assert ("欧阳·买买提" in page, "确认已缴费或免费" in page, "我不同意。" in page) == (True, True, False)
    officer.post(reverse("appeals:fee", args=[appeal.pk]), {"note": ""})
    assert Appeal.objects.get().state == "fee_due"
    officer.post(reverse("appeals:fee", args=[appeal.pk]), {"note": "收据 17"})
    assert Appeal.objects.get().state == "filed"
    # The day that is still to come, and not how long ago it was.
    listed = read(officer.get(reverse("appeals:index")))
    assert f"{timezone.localtime(Appeal.objects.get().due_at):%Y-%m-%d %H:%M}" in listed
    take_appeal(appeal=appeal, actor=second_marker(), now=timezone.now())
    officer.post(reverse("appeals:hand_back", args=[appeal.pk]), {"note": "复核员请假"})
    assert (Appeal.objects.get().state, Appeal.objects.get().reviewer) == ("filed", None)
    assert "复核员请假" in read(officer.get(path))


def test_the_watch_list_names_its_dates_and_counts_in_words(client_of, result):
    appeal = filed(result)
    page = BeautifulSoup(client_of("exam_officer").get(reverse("appeals:index")).content, "html.parser")
    told = {cell["data-label"]: cell.text for cell in page.select("td[data-label]")}
    filed_at, due_at = (f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (appeal.filed_at, appeal.due_at))
    assert told == {"申请时间": filed_at, "答复期限": due_at}
    assert page.select_one(".pagination__end").text.strip() == "共 1 条"


def compared(page):
    table = BeautifulSoup(page.content, "html.parser").select_one("table.beside")
    return table and [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_the_new_result_stands_beside_the_old_one_as_far_as_scores_are_shown(candidate, result):
    appeal = upheld(result)
    pages = reverse("marking:appeal", args=[result.pk]), reverse("marking:result", args=[appeal.outcome_id])
    verdict = ["结论", "未合格", "合格"]
    for path in pages:
        assert compared(candidate.get(path)) == [["理论知识", "40.00", "66.67"], verdict]
    assert compared(candidate.get(reverse("marking:result", args=[result.pk]))) is None
    Exam.objects.update(shows_score="never")
    for path in pages:
        assert compared(candidate.get(path)) == [verdict]


def test_nothing_is_compared_before_the_new_result_is_out(candidate, result):
    Exam.objects.update(release_policy="two_persons")
    appeal = upheld(result)
    assert compared(candidate.get(reverse("marking:appeal", args=[result.pk]))) is None
    assert candidate.get(reverse("marking:result", args=[appeal.outcome_id])).status_code == 404


def test_both_sheets_of_paper_name_each_other(result):
    former = transcript_of(own_result(result.registration.candidate, result.pk), now=timezone.now())
    assert (former.replaces, former.replaced_by) == (None, None)
    outcome = upheld(result).outcome
    sheets = {}
    for one in (result, outcome):
        printed = transcript_of(own_result(result.registration.candidate, one.pk), now=timezone.now())
        sheets[one.pk] = text_of(transcript_pdf(printed)).replace("\n", "")
    number = result.registration.number
    assert f"新成绩单编号 {number}-{outcome.pk}" in sheets[result.pk]
    assert (
        f"本成绩取代 {timezone.localtime(result.released_at):%Y-%m-%d} 发布的成绩（成绩单编号 {number}-{result.pk}）。"
        in sheets[outcome.pk]
    )
    assert "复核申请成立，有关答案已重新评分。" in sheets[outcome.pk]


def test_the_watch_list_asks_as_many_queries_for_three_as_for_one(client_of, result):
    officer, path = client_of("exam_officer"), reverse("appeals:index")
    filed(result)
    officer.get(path)
    one = queries_of(officer, path)
    for _number in range(2):
        filed(marked_result())
    assert queries_of(officer, path) == one
    late = Appeal.objects.first()
    assert late.due_at > timezone.now()


def test_the_case_asks_as_many_queries_for_many_answers_as_for_few(result):
    appeal = filed(result)
    reviewer = second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=timezone.now())
    client, path = signed_in(reviewer), reverse("appeals:case", args=[appeal.pk])
    client.get(path)
    assert queries_of(client, path) <= 35
