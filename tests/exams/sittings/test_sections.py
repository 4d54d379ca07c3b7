"""Sections with their own minutes: their plan, their place in the layout, and what is refused after their time."""

from datetime import timedelta

import pytest

from exams.sittings.layout import draw_layout
from exams.sittings.models import AnswerEvent, Attempt, ExamSection, IntegrityFlag, PreparedPaper
from exams.sittings.queries import SectionPlan, section_plan
from exams.sittings.services import (
    IncomingEvent,
    SaveStatus,
    SectionsFixed,
    prepare_papers,
    record_events,
    set_sections,
)
from exams.sittings.services.time import add_time
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_room, make_user

PLAN = SectionPlan((("选择", 2, 20), ("其他", 4, 40)))
HOUR = timedelta(minutes=60)
CLIENT = "client0000000001"


def minutes(number):
    return number * 60_000


def test_a_section_ends_after_its_minutes_and_those_before():
    assert [PLAN.end_ms(slot, HOUR) for slot in (1, 2, 3, 4)] == [minutes(20), minutes(20), minutes(60), minutes(60)]


def test_time_given_is_shared_in_proportion():
    assert [PLAN.end_ms(slot, timedelta(minutes=75)) for slot in (2, 3)] == [minutes(25), minutes(75)]
    assert PLAN.end_ms(1, timedelta(milliseconds=100)) == 33


def test_items_are_shuffled_within_their_section():
    items = [(slot, []) for slot in range(1, 41)]
    drawn = draw_layout(items, seed=7, shuffle_items=True, shuffle_options=True, section_ends=[10, 40])
    slots = [entry["slot"] for entry in drawn]
    assert sorted(slots[:10]) == list(range(1, 11))
    assert sorted(slots[10:]) == list(range(11, 41))
    assert slots != sorted(slots)


@pytest.fixture
def attempt(db):
    room = make_room(minutes=60)
    set_sections(paper=room.component.paper, sections=PLAN.sections)
    return room.start()


def save(attempt, slot, value, *, at, made=None, seq=1):
    made = at if made is None else made
    return record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id=CLIENT,
        events=[IncomingEvent(seq, "answer", slot, value, made)],
        now=NOW + timedelta(milliseconds=at),
    )


def dispositions():
    return list(AnswerEvent.objects.order_by("position").values_list("slot", "disposition"))


def test_an_answer_in_the_sections_time_counts_and_one_after_it_is_kept_as_late(attempt):
    assert save(attempt, 1, "b", at=minutes(20)).late == []
    ack = save(attempt, 1, "c", at=minutes(20) + 1, seq=2)
    assert (ack.status, ack.acked, ack.late) == (SaveStatus.SAVED, [2], [2])
    save(attempt, 3, True, at=minutes(30), seq=3)
    attempt.refresh_from_db()
    assert attempt.answers == {"1": "b", "3": True}
    assert dispositions() == [(1, "counted"), (1, "late"), (3, "counted")]
    assert IntegrityFlag.objects.get().detail == {"seqs": [2]}
    assert verify_attempts(Attempt.objects.all()).broken == []


def test_an_answer_made_in_time_counts_within_the_grace_and_not_after_it(attempt):
    save(attempt, 1, "b", made=minutes(20), at=minutes(20) + 30_000)
    save(attempt, 2, ["a"], made=minutes(20), at=minutes(20) + 30_001, seq=2)
    assert dispositions() == [(1, "counted"), (2, "late")]


def test_a_flag_may_be_set_after_the_sections_time(attempt):
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id=CLIENT,
        events=[IncomingEvent(1, "flag", 1, True, minutes(40))],
        now=NOW + timedelta(minutes=40),
    )
    assert dispositions() == [(1, "counted")]


def test_time_given_opens_the_section_again(attempt):
    officer = make_user("officer")
    add_time(
        attempts=Attempt.objects.all(), seconds=15 * 60, reason="停电", actor=officer, now=NOW + timedelta(minutes=22)
    )
    save(attempt, 1, "b", at=minutes(24))
    assert dispositions() == [(1, "counted")]


def test_a_save_reads_no_section_again(attempt, django_assert_num_queries):
    save(attempt, 1, "b", at=1_000)
    with django_assert_num_queries(5) as queries:
        save(attempt, 1, "c", at=2_000, seq=2)
    assert not any("examsection" in query["sql"] for query in queries)


def test_sections_stay_once_the_paper_is_sat(attempt):
    with pytest.raises(SectionsFixed):
        set_sections(paper=attempt.paper, sections=[("整卷", 4, 60)])
    set_sections(paper=attempt.paper, sections=PLAN.sections)
    assert list(ExamSection.objects.values_list("title", "last_slot", "minutes")) == list(PLAN.sections)


def test_setting_sections_drops_what_was_drawn_without_them(db):
    room = make_room()
    prepare_papers(sitting=room.sitting, now=NOW)
    set_sections(paper=room.component.paper, sections=PLAN.sections)
    assert not PreparedPaper.objects.exists()
    attempt = room.start()
    slots = [entry["slot"] for entry in attempt.snapshot.layout]
    assert (sorted(slots[:2]), sorted(slots[2:])) == ([1, 2], [3, 4])
    assert section_plan(attempt.paper_id) == PLAN
