"""The result page: the candidate's own, and nobody else's."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from bs4 import BeautifulSoup

from courses.models import KnowledgePoint
from exams.marking.services import mark_attempt
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.bank import BODIES
from tests.factories.sittings import ALL_RIGHT, NOW, make_room, make_user

pytestmark = pytest.mark.django_db


def test_result_page_shows_score_lessons_and_table(client):
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, {1: "a", 2: ["a"], 4: ["抱怨率"]}), now=LATER)
    client.force_login(room.candidate)
    response = client.get(f"/results/{result.pk}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<span class="number">60.00</span>' in page
    assert page.count('class="missed-item"') == 2
    assert "理念满意属于横向层面。" in page
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_missed_calculation_is_explained_with_the_candidates_own_numbers(client):
    """Not the sample's: a draw that happens to be the sample's proves nothing and is drawn again."""
    items = (("calculation", BODIES["calculation"], Decimal(100)),)
    room = make_room(items=items, attempts_allowed=5)
    attempt, minute = hand_in(room, {1: "很多"}), 0
    while (values := attempt.snapshot.layout[0]["values"]) == {"asked": "240", "praised": "162"}:
        minute += 1
        attempt = hand_in(room, {1: "很多"}, now=NOW + timedelta(minutes=10 * minute))
    asked, praised = values["asked"], values["praised"]
    key = (Decimal(praised) / Decimal(asked) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    result = mark_attempt(attempt=attempt, now=LATER)
    client.force_login(room.candidate)

    page = BeautifulSoup(client.get(f"/results/{result.pk}/").content, "html.parser")

    missed = page.select_one(".missed-item").text
    assert f"一家驿站收回有效问卷 {asked} 份，其中 {praised} 份表示赞扬。" in missed
    assert f"{key}%（±0.05）" in missed
    assert f"美誉度 = {praised} ÷ {asked} × 100%。" in missed
    assert "很多" in missed


def test_a_calculation_is_marked_by_the_candidates_own_numbers():
    room = make_room(items=(("calculation", BODIES["calculation"], Decimal(100)),))
    values = room.start().snapshot.layout[0]["values"]
    key = (Decimal(values["praised"]) / Decimal(values["asked"]) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

    result = mark_attempt(attempt=hand_in(room, {1: f" {key} ％"}), now=LATER)

    assert result.components.get().score == 100


def test_an_answer_that_is_right_in_part_says_what_it_earned(client):
    room = make_room(policy="missing_tolerated")
    result = mark_attempt(attempt=hand_in(room, {1: "b", 2: ["a", "b"], 3: False, 4: ["抱怨率"]}), now=LATER)
    client.force_login(room.candidate)
    missed = {
        row.select_one(".missed-stem").text: [dd.text for dd in row.select("dd")]
        for row in BeautifulSoup(client.get(f"/results/{result.pk}/").content, "html.parser").select(".missed-item")
    }

    assert missed["美誉度衡量什么？"] == ["✗ 客户指名消费的程度", "✓ 客户对企业的褒扬程度"]
    assert missed["下列哪些属于纵向层面？"] == [
        "物质满意层；精神满意层",
        "✓ 物质满意层；精神满意层；社会满意层",
        "20 / 30",
    ]


def test_titles_and_headings_are_escaped(client):
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, {}), now=LATER)
    KnowledgePoint.objects.update(title='<b title="x">&')
    client.force_login(room.candidate)

    page = BeautifulSoup(client.get(f"/results/{result.pk}/").content, "html.parser")

    assert {cell.text for cell in page.select("tbody th")} == {"B-D-A", '<b title="x">&'}
    assert {label.text for label in page.select(".point-bars .bar-label")} == {'<b title="x">&'}
    assert page.select("article b") == []


def test_a_stranger_and_an_anonymous_reader_see_nothing(client):
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, ALL_RIGHT), now=LATER)
    assert client.get(f"/results/{result.pk}/").status_code == 302
    client.force_login(make_user("stranger"))
    assert client.get(f"/results/{result.pk}/").status_code == 404


def test_a_superseded_result_stays_readable(client):
    room = make_room(attempts_allowed=2)
    first = mark_attempt(attempt=hand_in(room, {}), now=LATER)
    mark_attempt(attempt=hand_in(room, ALL_RIGHT, now=NOW + timedelta(hours=1)), now=LATER)
    client.force_login(room.candidate)
    page = client.get(f"/results/{first.pk}/").content.decode()
    assert page.count("notice-warn") == 1


@pytest.mark.parametrize("answers", [{}, {1: "a", 2: ["a", "b", "d"], 3: False}])
def test_queries_do_not_grow_with_missed_answers(client, django_assert_max_num_queries, answers):
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, answers), now=LATER)
    client.force_login(room.candidate)
    client.get(f"/results/{result.pk}/")  # the site's addresses are kept from here on
    with django_assert_max_num_queries(14):
        client.get(f"/results/{result.pk}/")
