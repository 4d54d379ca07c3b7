from datetime import UTC, datetime

import pytest

from exams.bank.alike import alike_pairs, items_alike
from exams.bank.models import NoDuplicate, VersionState
from exams.bank.services.sketches import keep_sketch, rebuild_sketches, tell_apart
from tests.factories.bank import BODIES, BankFactory, UserFactory, make_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

OTHER = {
    "stem": "退货须在收货后几天之内提出？",
    "options": [{"text": text, "correct": text == "七天"} for text in ("三天", "七天", "十五天", "三十天")],
    "explanation": "略。",
}


@pytest.fixture
def bank():
    return BankFactory()


def kept(bank, key, body=None, **fields):
    version = make_version("single_choice", bank=bank, key=key, body=body or BODIES["single_choice"], **fields)
    keep_sketch(version=version)
    return version


def test_an_item_that_is_being_written_again_is_found_by_two_queries(bank, django_assert_num_queries):
    known = kept(bank, "S-001")
    kept(bank, "S-002", OTHER)
    again = {**BODIES["single_choice"], "stem": "美誉度用来衡量什么？"}

    with django_assert_num_queries(2):
        found = items_alike(item_type="single_choice", body=again, banks=[bank])

    assert [one.version for one in found] == [known]
    assert items_alike(item_type="single_choice", body=again, banks=[bank], besides=known.item_id) == []
    assert items_alike(item_type="single_choice", body=again, banks=[BankFactory(code="C001.3")]) == []


def test_the_newest_wording_is_the_one_that_counts(bank):
    first = kept(bank, "S-001")
    keep_sketch(version=make_version(item=first.item, body=OTHER))

    assert items_alike(item_type="single_choice", body=BODIES["single_choice"], banks=[bank]) == []


def test_sketches_can_be_written_anew(bank):
    version = make_version("single_choice", bank=bank, key="S-001")

    assert rebuild_sketches() == 1
    assert [
        one.version for one in items_alike(item_type="single_choice", body=BODIES["single_choice"], banks=[bank])
    ] == [version]


def test_pairs_of_a_bank_until_somebody_tells_them_apart(bank):
    one, other = kept(bank, "S-001"), kept(bank, "S-002")
    kept(bank, "S-003", OTHER)
    kept(bank, "S-004", state=VersionState.RETIRED)

    assert [(pair.first, pair.second) for pair in alike_pairs(bank)] == [(one, other)]

    for _twice in range(2):
        tell_apart(first=other.item, second=one.item, actor=UserFactory(), now=NOW)

    assert alike_pairs(bank) == []
    assert NoDuplicate.objects.count() == 1
