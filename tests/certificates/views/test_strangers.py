"""Public verification: right answers, and nothing for a guesser."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from certificates import pictures
from certificates.access import LOOKUPS, WRONG_NAMES, WRONG_NAMES_OF_NUMBER
from certificates.masking import masked_number
from certificates.models import Certificate
from certificates.presentation import card_text, public_record
from certificates.services import revoke_certificate, show_full_name, supersede_certificate
from tests.factories.certificates import ISSUED, make_certificate, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_windows():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _a_day_after_issue():
    with time_machine.travel(ISSUED + timedelta(days=1), tick=False):
        yield


def read(response):
    return response.content.decode()


def standing(page):
    return re.findall(r'class="verdict verdict-(\w+)"', page)


def facts(page):
    return [text.strip() for text in re.findall(r"<dd(?: lang[^>]*)?>(?:<time[^>]*>)?([^<]*)", page)]


def ask(client, number, full_name):
    return client.post("/verify/", {"reference": number, "full_name": full_name})


# Answers


def test_a_valid_certificate_shows_its_facts_and_a_masked_name(client):
    certificate = make_certificate()
    response = client.get(f"/verify/{certificate.code}/")
    page = read(response)
    assert (response.status_code, standing(page)) == (200, ["valid"])
    assert facts(page) == [
        "欧阳\uff0a\uff0a\uff0a\uff0a",
        "培训合格证书",
        "客户服务改进",
        "40",
        "2026年11月24日",
        "长期有效",
        "客户服务管理师学习与考试平台",
    ]
    assert certificate.number in page
    assert "买买提" not in page


def test_standing_is_said_by_word_and_by_shape(client):
    certificate = make_certificate()
    page = read(client.get(f"/verify/{certificate.code}/"))
    assert re.findall(r"<strong>([^<]+)</strong>", page)[0] == "有效"
    assert page.count('<svg class="standing-shape"') == 1


def test_a_revoked_certificate_says_when_and_never_why(client):
    certificate = make_certificate()
    revoke_certificate(certificate=certificate, reason="冒名顶替", actor=make_officer(), now=ISSUED)
    page = read(client.get(f"/verify/{certificate.code}/"))
    assert standing(page) == ["revoked"]
    assert "已于2026年11月24日撤销" in page
    assert "冒名顶替" not in page


def test_an_expired_certificate_says_until_when(client):
    certificate = make_certificate(valid_months=1)
    with time_machine.travel(ISSUED + timedelta(days=40), tick=False):
        page = read(client.get(f"/verify/{certificate.code}/"))
    assert standing(page) == ["expired"]
    assert "有效期至2026年12月23日" in page


def test_a_superseded_certificate_says_so(client):
    certificate = make_certificate()
    Certificate.objects.filter(pk=certificate.pk).update(state="superseded")
    assert standing(read(client.get(f"/verify/{certificate.code}/"))) == ["superseded"]


def test_answers_are_kept_from_referrers_robots_and_caches(client):
    response = client.get(f"/verify/{make_certificate().code}/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert read(response).count('<meta name="robots" content="noindex, nofollow">') == 1
    # Under no-referrer a form would post with the origin "null" and be refused.
    assert "<form" not in read(response)


# Nothing for a guesser


def test_unknown_and_malformed_codes_get_the_same_bytes(client):
    certificate = make_certificate()
    close = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    answers = [client.get(f"/verify/{code}/") for code in ("0" * 26, close, "x", "张三", "%00", "a" * 500)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert standing(read(answers[0])) == ["unknown"]


def test_unknown_certificates_answer_with_the_headers_of_known_ones(client):
    known, unknown = client.get(f"/verify/{make_certificate().code}/"), client.get(f"/verify/{'0' * 26}/")
    volatile = {"Content-Length", "Expires"}
    assert {name: value for name, value in known.items() if name not in volatile} == {
        name: value for name, value in unknown.items() if name not in volatile
    }


def test_a_wrong_number_and_a_wrong_name_get_the_same_bytes(client):
    number = make_certificate().number
    answers = [ask(client, *pair) for pair in [(number, "李四"), ("PX26-000002-62", "欧阳·买买提"), ("???", "李四")]]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert standing(read(answers[0])) == ["unknown"]


def trace(asked):
    """What an answer took: the kinds of its queries, in order, and the templates it was made of."""
    with CaptureQueriesContext(connection) as queries:
        answer = asked()
    shapes = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in queries.captured_queries]
    return answer.status_code, shapes, [template.name for template in answer.templates]


@pytest.mark.parametrize("path", ["/verify/", "/verify.json"])
def test_a_wrong_number_takes_the_way_of_a_wrong_name(client, path):
    """What is not done cannot be timed: the same query, the same comparison, the same page."""
    number = make_certificate().number
    pairs = [(number, "李四"), ("PX26-000002-62", "欧阳·买买提"), ("PX26-000002-62", "李四")]
    ways = [trace(partial(client.post, path, {"reference": one, "full_name": name})) for one, name in pairs]
    assert len(ways[0][1]) == 1
    assert ways[0] == ways[1] == ways[2]


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_a_wrong_code_takes_the_way_of_what_cannot_be_a_code(client, ending):
    make_certificate()
    ways = [trace(partial(client.get, f"/verify/{code}{ending}")) for code in ("0" * 26, "x", "张三", "a" * 500)]
    assert len(ways[0][1]) == 1
    assert all(way == ways[0] for way in ways)


def test_a_number_alone_is_asked_for_the_name(client):
    number = make_certificate().number
    for typed in (number, "PX26-000002-62"):
        page = read(client.post("/verify/", {"reference": typed}))
        assert standing(page) == []
        assert "仅凭证书编号无法查验" in page


# The form


def test_number_and_name_together_verify(client):
    certificate = make_certificate()
    page = read(ask(client, certificate.number.lower(), "欧阳 买买提"))
    assert standing(page) == ["valid"]
    assert certificate.code not in page
    assert "买买提" not in page


def test_a_typed_code_leads_to_its_page(client):
    certificate = make_certificate()
    response = client.post("/verify/", {"reference": certificate.code.lower()})
    assert (response.status_code, response.url) == (302, f"/verify/{certificate.code}/")


def test_the_form_works_in_a_browser_that_checks_origins():
    """The page of the form keeps the default referrer policy; with no-referrer its own post would be refused."""
    client = Client(enforce_csrf_checks=True)
    response = client.get("/verify/")
    assert response["Referrer-Policy"] == "same-origin"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', read(response))[1]
    answer = client.post(
        "/verify/",
        {"reference": "???", "csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )
    assert (answer.status_code, standing(read(answer))) == (200, ["unknown"])


def test_an_empty_form_is_explained(client):
    assert "error-summary" in read(client.post("/verify/", {}))


# Limits


def spend(limit, key, times):
    for _ in range(times):
        limit.spend(key)


def test_a_hall_that_scans_is_left_in_peace_and_a_flood_is_not(client):
    certificate = make_certificate()
    spend(LOOKUPS, "127.0.0.1", LOOKUPS.allowed - 1)
    assert client.get(f"/verify/{certificate.code}/").status_code == 200
    stopped = client.get(f"/verify/{certificate.code}/")
    assert (stopped.status_code, stopped["Retry-After"], stopped["Referrer-Policy"]) == (429, "600", "no-referrer")
    assert client.get(f"/verify/{certificate.code}/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_names_tried_from_one_address_are_stopped_and_codes_are_not(client):
    certificate = make_certificate()
    spend(WRONG_NAMES, "127.0.0.1", WRONG_NAMES.allowed - 1)
    assert ask(client, "PX26-000002-62", "李四").status_code == 200
    assert ask(client, certificate.number, "欧阳·买买提").status_code == 429
    assert client.get(f"/verify/{certificate.code}/").status_code == 200


def test_names_tried_against_one_number_are_stopped_from_everywhere(client):
    certificate = make_certificate()
    for last in range(WRONG_NAMES_OF_NUMBER.allowed):
        answer = client.post(
            "/verify/", {"reference": certificate.number, "full_name": "李四"}, REMOTE_ADDR=f"203.0.113.{last}"
        )
        assert answer.status_code == 200
    assert ask(client, certificate.number, "欧阳·买买提").status_code == 429
    assert ask(client, "PX26-000002-62", "李四").status_code == 200


def test_right_answers_cost_nothing(client):
    certificate = make_certificate()
    for _ in range(WRONG_NAMES_OF_NUMBER.allowed + 1):
        assert ask(client, certificate.number, "欧阳·买买提").status_code == 200


# History, consent, what took its place


def test_history_says_days_and_kinds_and_no_reasons(client):
    certificate = make_certificate()
    certificate.events.create(kind="reminded", code="30", at=ISSUED)
    revoke_certificate(
        certificate=certificate, code="deception", reason="机密原因", actor=make_officer("secret"), now=ISSUED
    )
    page = read(client.get(f"/verify/{certificate.code}/"))
    lines = re.findall(r"<li><time[^>]*>([^<]+)</time> ([^<]+)</li>", page)
    assert lines == [("2026年11月24日", "签发"), ("2026年11月24日", "已撤销")]
    assert ("机密原因" in page, "secret" in page, "弄虚作假" in page) == (False, False, False)


def test_the_full_name_is_shown_with_consent_only(client):
    certificate = make_certificate()
    holder = certificate.person.user
    show_full_name(certificate=certificate, is_shown=True, actor=holder, now=ISSUED)
    assert facts(read(client.get(f"/verify/{certificate.code}/")))[0] == "欧阳·买买提"
    show_full_name(certificate=certificate, is_shown=False, actor=holder, now=ISSUED)
    assert "买买提" not in read(client.get(f"/verify/{certificate.code}/"))


@pytest.fixture
def chain():
    """Replaced twice; the oldest first."""
    first = make_certificate()
    officer = make_officer()
    second = supersede_certificate(certificate=first, code="reissue", reason="遗失", actor=officer, now=ISSUED)
    third = supersede_certificate(certificate=second, code="reissue", reason="遗失", actor=officer, now=ISSUED)
    return first, second, third


def test_a_superseded_paper_leads_to_the_newest_without_its_code(client, chain):
    first, _second, third = chain
    page = read(client.get(f"/verify/{first.code}/"))
    assert standing(page) == ["superseded"]
    assert masked_number(third.number) in page
    assert (third.number in page, third.code in page) == (False, False)
    newer = read(client.get(f"/verify/{first.code}/newer/"))
    assert (standing(newer), third.number in newer, third.code in newer) == (["valid"], True, False)


def test_a_replacement_that_is_not_valid_is_named_and_not_shown(client, chain):
    first, _second, third = chain
    revoke_certificate(certificate=third, reason="x", actor=make_officer("second"), now=ISSUED)
    page = read(client.get(f"/verify/{first.code}/"))
    assert ("目前状态：已撤销" in page, "/newer/" in page) == (True, False)
    assert standing(read(client.get(f"/verify/{first.code}/newer/"))) == ["unknown"]


def test_a_valid_certificate_has_no_newer_one(client):
    certificate = make_certificate()
    unknown = client.get(f"/verify/{'0' * 26}/newer/")
    assert client.get(f"/verify/{certificate.code}/newer/").content == unknown.content


# Machines


def test_json_by_accept_and_by_ending(client):
    certificate = make_certificate()
    body = {
        "status": "valid",
        "number": certificate.number,
        "name": "欧阳\uff0a\uff0a\uff0a\uff0a",
        "name_is_masked": True,
        "title": "培训合格证书",
        "course": "客户服务改进",
        "hours": 40,
        "issued_on": "2026-11-24",
        "expires_on": None,
        "issuer": "客户服务管理师学习与考试平台",
        "history": [{"on": "2026-11-24", "event": "issued"}],
        "replaced_by": None,
    }
    by_accept = client.get(f"/verify/{certificate.code}/", headers={"accept": "application/json"})
    assert by_accept.json() == client.get(f"/verify/{certificate.code}.json").json() == body
    assert "Accept" in by_accept["Vary"]
    assert by_accept["X-Robots-Tag"] == "noindex, nofollow"


def test_json_of_a_superseded_one_names_the_newest_in_part(client, chain):
    first, _second, third = chain
    body = client.get(f"/verify/{first.code}.json").json()
    assert body["replaced_by"] == {"number": masked_number(third.number), "status": "valid"}
    assert [line["event"] for line in body["history"]] == ["issued", "superseded"]


def test_json_of_wrong_guesses_is_the_same_for_all(client):
    number = make_certificate().number
    guesses = [(number, "李四"), ("PX26-000002-62", "欧阳·买买提"), ("0" * 26, ""), ("???", "")]
    answers = [client.post("/verify.json", {"reference": ref, "full_name": name}) for ref, name in guesses]
    answers.append(client.get("/verify/none.json"))
    assert {answer.content for answer in answers} == {b'{"status": "unknown"}'}


def test_json_by_number_and_name_needs_no_session(client):
    certificate = make_certificate()
    machine = Client(enforce_csrf_checks=True)
    answer = machine.post("/verify.json", {"reference": certificate.number, "full_name": "欧阳·买买提"})
    assert (answer.status_code, answer.json()["status"]) == (200, "valid")
    assert machine.post("/verify.json", {"reference": certificate.number}).status_code == 400


def test_machines_are_limited_as_people_are(client):
    certificate = make_certificate()
    spend(LOOKUPS, "127.0.0.1", LOOKUPS.allowed)
    for path in (f"/verify/{certificate.code}.json", f"/verify/{certificate.code}/card.png"):
        assert client.get(path).status_code == 429
    answer = client.post("/verify.json", {"reference": certificate.code})
    assert (answer.status_code, answer.json()) == (429, {"status": "busy"})


# Sharing


def test_a_shared_link_shows_a_card_and_a_looked_up_one_does_not(client):
    certificate = make_certificate()
    page = read(client.get(f"/verify/{certificate.code}/"))
    tags = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)">', page))
    assert tags["title"] == "培训合格证书 · 客户服务改进"
    assert tags["image"].endswith(f"/verify/{certificate.code}/card.png")
    assert "og:" not in read(ask(client, certificate.number, "欧阳·买买提"))


def test_the_picture_is_square_and_changes_with_consent(client):
    certificate = make_certificate()
    answer = client.get(f"/verify/{certificate.code}/card.png")
    assert (answer["Content-Type"], Image.open(BytesIO(answer.content)).size) == ("image/png", (1080, 1080))
    assert client.get(f"/verify/{certificate.code}/card.png").content == answer.content
    show_full_name(certificate=certificate, is_shown=True, actor=certificate.person.user, now=ISSUED)
    assert client.get(f"/verify/{certificate.code}/card.png").content != answer.content
    assert client.get(f"/verify/{'0' * 26}/card.png").status_code == 404


def test_the_picture_says_no_name_without_consent():
    certificate = make_certificate()
    today = date(2026, 11, 25)
    assert card_text(public_record(certificate, today=today), today=today).name == ""


def test_a_flood_is_stopped_at_the_newer_paper_too(client, chain):
    spend(LOOKUPS, "127.0.0.1", LOOKUPS.allowed)
    assert client.get(f"/verify/{chain[0].code}/newer/").status_code == 429


def test_without_its_type_there_is_no_picture(client, monkeypatch):
    certificate = make_certificate()
    cache.clear()
    monkeypatch.setattr(pictures, "FACES", {400: "absent.ttc", 700: "absent.ttc"})
    for path in (f"/verify/{certificate.code}/card.png", f"/badges/achievements/{certificate.award_id}.png"):
        assert client.get(path).status_code == 404
    with pytest.raises(pictures.NoFontError):
        pictures.type_face("absent.ttc", 24)


def test_a_picture_has_room_for_any_title_and_a_shape_for_what_was_replaced():
    text = pictures.CardText(
        title="培训合格证书" * 30,
        course="客户服务改进",
        name="",
        standing="superseded",
        standing_label="已被取代",
        facts=("编号",),
        issuer="平台",
        note="说明",
    )
    shown = pictures.square_card(text)
    assert Image.open(BytesIO(shown)).size == (1080, 1080)
    # What is cut off is not said; what stands is.
    assert shown == pictures.square_card(replace(text, title="培训合格证书" * 31))
    assert shown != pictures.square_card(replace(text, standing="valid"))
