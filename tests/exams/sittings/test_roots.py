"""Signed roots over the answer log: an edit in the database shows, whoever makes it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exams.sittings.chain import leaf_hash, merkle_levels, merkle_proof, node_hash, root_hash
from exams.sittings.models import AnswerEvent, Attempt, ChainRoot, ExamKey, KeyPurpose
from exams.sittings.services import IncomingEvent, record_events
from exams.sittings.services.roots import anchor_chains, anchor_if_due
from exams.sittings.signing import KeyUnusable, create_exam_key
from exams.sittings.verification import verify_attempts, verify_roots
from tests.exams.sittings.forgery import forge_answer
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_key_folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"


def answer(attempt, seq, value, *, now=NOW):
    event = IncomingEvent(seq, "answer", 1, value, 1000 * seq)
    record_events(
        attempt_id=attempt.pk, lease_token=attempt.lease_token, client_id="client0000000001", events=[event], now=now
    )


def broken():
    return verify_roots(Attempt.objects.all()).broken


def test_a_root_stands_for_the_heads_that_moved_since_the_one_before():
    first, second = make_room().start(), make_room().start()
    answer(first, 1, "a")
    answer(second, 1, "b")
    one = anchor_chains(now=NOW + timedelta(minutes=1))
    answer(second, 2, "c", now=NOW + timedelta(minutes=2))
    two = anchor_chains(now=NOW + timedelta(hours=1))
    assert [tuple(head[:2]) for head in one.heads] == [(first.pk, 1), (second.pk, 1)]
    assert [tuple(head[:2]) for head in two.heads] == [(second.pk, 2)]
    assert (one.number, one.previous, two.number, two.previous) == (1, "", 2, one.hash)
    assert anchor_chains(now=NOW + timedelta(hours=2)) is None
    assert verify_roots(Attempt.objects.all()).roots == 2
    assert broken() == []


def test_anchoring_is_due_once_an_hour():
    attempt = make_room().start()
    answer(attempt, 1, "a")
    assert anchor_if_due(now=NOW).number == 1
    answer(attempt, 2, "b", now=NOW + timedelta(minutes=1))
    assert anchor_if_due(now=NOW + timedelta(minutes=59)) is None
    assert anchor_if_due(now=NOW + timedelta(minutes=61)).number == 2


def test_what_a_wrong_clock_left_out_is_found_by_looking_at_everything():
    attempt = make_room().start()
    answer(attempt, 1, "a")
    anchor_chains(now=NOW + timedelta(days=1))
    answer(attempt, 2, "b", now=NOW)
    assert anchor_chains(now=NOW + timedelta(days=1, hours=1)) is None
    assert anchor_chains(now=NOW + timedelta(days=1, hours=1), everything=True).heads[0][1] == 2
    assert broken() == []


def test_an_edit_behind_the_triggers_back_is_named_even_when_the_whole_chain_is_made_anew():
    attempt, other = make_room().start(), make_room().start()
    answer(attempt, 1, "b")
    answer(attempt, 2, "b")
    answer(other, 1, "a")
    anchor_chains(now=NOW + timedelta(hours=1))
    forge_answer(attempt, position=2, payload='"a"')
    assert Attempt.objects.get(pk=attempt.pk).answers == {"1": "a"}
    # The forger has made chain, head and answers fit each other: only the root knows.
    assert verify_attempts(Attempt.objects.all()).broken == []
    assert broken() == [{"attempt": attempt.pk, "fault": "root", "root": 1, "position": 2}]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_answers", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "attempts": 2,
        "events": 3,
        "roots": 1,
        "broken": [{"attempt": attempt.pk, "fault": "root", "root": 1, "position": 2}],
    }


def test_a_root_that_was_made_to_fit_the_forged_log_has_no_signature():
    attempt = make_room().start()
    answer(attempt, 1, "b")
    root = anchor_chains(now=NOW + timedelta(hours=1))
    forge_answer(attempt, position=1, payload='"a"')
    forged = [[attempt.pk, 1, AnswerEvent.objects.get(attempt=attempt).hash]]
    with connection.cursor() as cursor:
        drop = "DROP TRIGGER sittings_chainroot_no_update"
        cursor.execute(f"{drop} ON sittings_chainroot" if connection.vendor == "postgresql" else drop)
    ChainRoot.objects.filter(pk=root.pk).update(heads=forged)
    assert broken() == [{"root": 1, "fault": "digest"}]
    merkle_root = merkle_levels([leaf_hash(*forged[0])])[-1][0]
    whole = root_hash(number=1, at=root.at, previous="", merkle_root=merkle_root, heads=1)
    ChainRoot.objects.filter(pk=root.pk).update(merkle_root=merkle_root, hash=whole)
    assert broken() == [{"root": 1, "fault": "signature"}]


def test_a_root_that_was_taken_out_is_missed_by_the_next():
    attempt = make_room().start()
    for hour in (1, 2):
        answer(attempt, hour, "a", now=NOW + timedelta(hours=hour - 1))
        anchor_chains(now=NOW + timedelta(hours=hour))
    ChainRoot.objects.filter(number=1).delete()
    assert broken() == [{"root": 2, "fault": "order"}]


def test_the_database_refuses_to_rewrite_a_root():
    attempt = make_room().start()
    answer(attempt, 1, "a")
    root = anchor_chains(now=NOW)
    with pytest.raises(Exception, match="append-only"):
        ChainRoot.objects.filter(pk=root.pk).update(hash="0" * 64)


def test_a_new_key_signs_and_the_old_one_stays_known():
    attempt = make_room().start()
    answer(attempt, 1, "a")
    old = anchor_chains(now=NOW).key
    new = create_exam_key(purpose=KeyPurpose.ARCHIVE, now=NOW + timedelta(minutes=1))
    answer(attempt, 2, "b", now=NOW + timedelta(minutes=2))
    assert anchor_chains(now=NOW + timedelta(minutes=3)).key == new != old
    assert broken() == []
    assert list(ExamKey.objects.filter(retired_at=None)) == [new]


def test_without_its_file_a_key_signs_nothing(settings, tmp_path):
    attempt = make_room().start()
    answer(attempt, 1, "a")
    create_exam_key(purpose=KeyPurpose.ARCHIVE, now=NOW)
    settings.SIGNING_KEY_FOLDER = tmp_path / "elsewhere"
    with pytest.raises(KeyUnusable):
        anchor_chains(now=NOW)
    with pytest.raises(CommandError):
        call_command("anchor_chains")
    assert not ChainRoot.objects.exists()


def test_the_commands_say_what_they_did(tmp_path):
    attempt = make_room().start()
    assert said("anchor_chains") == {"root": None}
    answer(attempt, 1, "a")
    root = said("anchor_chains")
    assert root == {"root": 1, "heads": 1, "hash": ChainRoot.objects.get().hash}
    made = said("create_sealing_key")
    key = ExamKey.objects.get(purpose=KeyPurpose.SEALING)
    assert (made["key"], made["public_key"]) == (key.name, key.public_key)
    assert oct((tmp_path / "keys" / f"{key.name}.pem").stat().st_mode & 0o777) == "0o600"
    assert said("create_archive_key", "--dry-run")["key"] is None
    assert ExamKey.objects.count() == 2


def said(*command):
    out = StringIO()
    call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("count", range(1, 12))
def test_a_proof_leads_from_every_leaf_to_the_root(count):
    leaves = [leaf_hash(number, 1, "0" * 64) for number in range(count)]
    levels = merkle_levels(leaves)
    for place, leaf in enumerate(leaves):
        reached = leaf
        for side, neighbour in merkle_proof(levels, place):
            reached = node_hash(neighbour, reached) if side == "left" else node_hash(reached, neighbour)
        assert reached == levels[-1][0]
