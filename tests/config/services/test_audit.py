"""The audit log: every logged act once, in one chain, whatever runs beside it; and what an onlooker can tell of a change."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.chain import Act, entry_hash
from accounts.models import AuditEntry
from accounts.roles import Role
from accounts.services import grant_role, revoke_role
from config.services import audit
from config.services.audit import Fault, seal_audit_log, verify_audit_log
from config.services.audit_sources import SOURCES, Source
from exams.bank.models import Bank, BankAct
from exams.bank.services.log import log_bank_event
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_certificate, make_officer

AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
SOON = AT + timedelta(seconds=15)


def acts():
    return [(entry.position, entry.act, entry.actor_id) for entry in AuditEntry.objects.order_by("position")]


@pytest.fixture
def user(db):
    return UserFactory()


@pytest.fixture
def chain(user):
    """Four acts, chained."""
    for role in (Role.MARKER, Role.REVIEWER):
        grant_role(user=user, role=role, actor=user, now=AT)
        revoke_role(user=user, role=role, actor=user, now=AT + timedelta(seconds=1))
    assert seal_audit_log(now=SOON) == 4
    return list(AuditEntry.objects.order_by("position"))


def test_acts_are_chained_in_the_order_of_their_time(chain, user):
    kinds = ["accounts.grant_role", "accounts.grant_role", "accounts.revoke_role", "accounts.revoke_role"]
    assert acts() == [(place, kind, user.pk) for place, kind in enumerate(kinds, 1)]
    assert (chain[0].previous, chain[1].previous) == ("", chain[0].hash)
    assert (chain[0].object_type, chain[0].object_id) == ("accounts.user", str(user.pk))
    assert chain[0].details == {"role": "marker"}
    assert seal_audit_log(now=SOON) == 0


def test_a_known_hash():
    """The form of the chain is a promise: archives are checked against it years later."""
    act = Act(AT, 7, "accounts.grant_role", "accounts.user", "8", {"role": "marker"}, "wagtail", 3)
    assert entry_hash("", 1, act) == "dd758c87a5ce3ad8e8cb6a38f7b186ab6f0703f6ba678ebac9d26891cf87433a"


def test_nobodys_words_names_or_data_are_in_it(db):
    officer = make_officer()
    certificate = make_certificate()
    user = UserFactory()
    data = {"reason": "身份证 110105194912310021", "before": "王丽华", "role": "marker", "seed": 2**70}
    log(instance=user, action="accounts.name", user=officer, timestamp=AT, data=data)
    seal_audit_log(now=SOON)
    everything = json.dumps(list(AuditEntry.objects.values("act", "details", "object_type", "object_id")))
    assert "110105" not in everything
    assert "\\u738b" not in everything
    assert certificate.payload["name"] not in everything
    assert AuditEntry.objects.get(act="accounts.name").details == {"role": "marker"}


def test_the_logs_of_the_bank_and_of_certificates_are_in_it(db):
    officer, certificate = make_officer("second_officer"), make_certificate()
    bank = Bank.objects.first()
    log_bank_event(act=BankAct.EXPORTED, actor=officer, now=AT, bank=bank, details={"format": "qti", "count": 3})
    seal_audit_log(now=SOON)
    exported = AuditEntry.objects.get(act="bank.exported")
    assert (exported.actor_id, exported.details) == (officer.pk, {"count": 3, "format": "qti"})
    issued = AuditEntry.objects.get(act="certificate.issued")
    assert (issued.object_type, issued.object_id) == ("certificates.certificate", str(certificate.pk))


def test_what_is_committed_late_is_chained_too(chain, user):
    """Its time lies before the last entry's: the place says when it was chained, not when it was done."""
    log(instance=user, action="accounts.portrait", user=user, timestamp=AT - timedelta(minutes=1))
    assert seal_audit_log(now=SOON, since=AT - timedelta(days=1)) == 1
    assert acts()[-1] == (5, "accounts.portrait", user.pk)
    assert verify_audit_log(now=SOON).faults == []


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_rewrite_it(chain, how):
    entry = AuditEntry.objects.filter(position=2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.update(act="nothing") if how == "update" else entry._raw_delete(entry.db)
    assert AuditEntry.objects.get(position=2).act == chain[1].act


def without_triggers(statement):
    """As somebody with the keys of the database would do it."""
    with connection.cursor() as cursor:
        for trigger in ("no_update", "no_delete"):
            on = " ON accounts_auditentry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER accounts_auditentry_{trigger}{on}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE accounts_auditentry SET actor_id = 999999 WHERE position = 2", Fault(2, "the entry was changed")),
        ("UPDATE accounts_auditentry SET act = 'x' WHERE position = 4", Fault(4, "the entry was changed")),
        ("DELETE FROM accounts_auditentry WHERE position = 3", Fault(3, "an entry is missing")),
        ("DELETE FROM accounts_auditentry WHERE position = 1", Fault(1, "an entry is missing")),
        (
            "UPDATE accounts_auditentry SET previous = hash WHERE position = 2",
            Fault(2, "the entry does not follow the one before it"),
        ),
    ],
)
def test_the_first_broken_place_is_named(chain, statement, fault):
    without_triggers(statement)
    assert verify_audit_log(now=SOON).faults == [fault]


def test_an_end_that_was_cut_off_shows_against_a_head_kept_elsewhere(chain):
    head = verify_audit_log(now=SOON).head
    assert head == f"4:{chain[3].hash}"
    without_triggers("DELETE FROM accounts_auditentry WHERE position = 4")
    # The log that the act came from would have it chained again, in the same place but at another time.
    ModelLogEntry.objects.filter(pk=chain[3].source_id).delete()
    assert verify_audit_log(now=SOON).faults == []
    known = (4, chain[3].hash)
    assert verify_audit_log(now=SOON, known_head=known).faults == [
        Fault(4, "the chain does not hold what was its end before")
    ]


def test_a_log_that_was_changed_afterwards_is_contradicted_by_the_chain(chain):
    ModelLogEntry.objects.filter(pk=chain[1].source_id).update(user_id=None)
    ModelLogEntry.objects.filter(pk=chain[2].source_id).update(action="accounts.name")
    assert verify_audit_log(now=SOON).faults == [Fault(2, "the log it came from says something else")]


def test_a_log_may_forget_by_its_own_retention(chain):
    ModelLogEntry.objects.filter(pk=chain[0].source_id).delete()
    found = verify_audit_log(now=SOON)
    assert (found.faults, found.gone, found.entries) == ([], 1, 4)


def test_acts_that_nobody_chains_are_told(user):
    grant_role(user=user, role=Role.MARKER, actor=user, now=AT)
    assert verify_audit_log(now=AT + timedelta(minutes=9)).overdue == 0
    assert verify_audit_log(now=AT + timedelta(minutes=11)).overdue == 1


def test_the_command_says_so_and_fails(chain, capsys):
    call_command("verify_audit_log", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["entries"], said["faults"], said["head"]) == (4, [], f"4:{chain[3].hash}")
    without_triggers("UPDATE accounts_auditentry SET act = 'x' WHERE position = 3")
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_audit_log", "--dry-run")
    assert "broken at 3: the entry was changed" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_chain_every_act_once():
    """On SQLite, in memory here, one of the two may be told that the table is locked, as a busy file would make it wait."""
    user = UserFactory()
    for second in range(60):
        log(instance=user, action="accounts.name", user=user, timestamp=AT + timedelta(seconds=second))
    gate, failures = threading.Barrier(2), []

    def seal():
        gate.wait()
        try:
            seal_audit_log(now=SOON)
        except OperationalError as error:
            failures.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for error in failures if connection.vendor != "sqlite" or "locked" not in error] == []
    seal_audit_log(now=SOON)
    chained = AuditEntry.objects.filter(act="accounts.name")
    assert chained.count() == chained.values("source_id").distinct().count() == 60
    assert verify_audit_log(now=timezone.now()).faults == []


def beside(gate, failures, work, *arguments):
    """In a thread, with a connection of its own, from when all are there."""
    gate.wait()
    try:
        work(*arguments)
    except Exception as error:  # noqa: BLE001 -- told by the test
        failures.append(repr(error))
    finally:
        connection.close()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there one writes after the other")
@pytest.mark.django_db(transaction=True)
def test_many_who_seal_while_others_still_act_make_one_chain(monkeypatch):
    """Batch after batch against each other, and acts that are committed late: one chain, no fork, no act lost or twice."""
    monkeypatch.setattr(audit, "_AT_ONCE", 20)
    user, acting, failures = UserFactory(), threading.Event(), []
    acting.set()
    gate = threading.Barrier(6)

    def act(first):
        for start in range(first, first + 100, 10):
            # Committed in one go, with times before those of others that are chained by now.
            with transaction.atomic():
                for second in range(start, start + 10):
                    log(instance=user, action="accounts.name", user=user, timestamp=AT + timedelta(seconds=second))

    def seal():
        while acting.is_set():
            seal_audit_log(now=SOON)

    writers = [threading.Thread(target=beside, args=(gate, failures, act, first)) for first in (0, 1_000, 2_000)]
    sealers = [threading.Thread(target=beside, args=(gate, failures, seal)) for _ in range(3)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    acting.clear()
    for thread in sealers:
        thread.join()
    assert failures == []
    while seal_audit_log(now=SOON):
        pass
    entries = list(AuditEntry.objects.order_by("position"))
    assert [entry.position for entry in entries] == list(range(1, 301))
    assert [entry.previous for entry in entries] == ["", *[entry.hash for entry in entries[:-1]]]
    assert {entry.source_id for entry in entries} == set(ModelLogEntry.objects.values_list("pk", flat=True))
    assert verify_audit_log(now=SOON).faults == []


def test_who_comes_second_leaves_the_rest_to_the_next_turn(user, monkeypatch):
    """The place is taken between the look at the chain's end and the writing: nothing is written twice, nothing is lost."""
    grant_role(user=user, role=Role.MARKER, actor=user, now=AT)
    waiting = audit._waiting(None)
    assert seal_audit_log(now=SOON) == 1
    turns = iter([waiting, []])
    monkeypatch.setattr(audit, "_waiting", lambda _since: next(turns))
    assert seal_audit_log(now=SOON) == 0
    assert AuditEntry.objects.count() == 1


def test_every_source_has_a_name_of_its_own_and_reads_its_model(db):
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    assert [list(source.rows().values(*source.fields())[:1]) for source in SOURCES] == [[] for _ in SOURCES]


@given(
    st.dictionaries(
        st.sampled_from(["role", "count", "digest", "seed", "reason"]),
        st.one_of(st.integers(), st.text(max_size=70), st.booleans(), st.none(), st.lists(st.integers())),
    )
)
def test_any_details_make_an_act_that_can_be_hashed(details):
    source = Source("bank", ModelLogEntry, "act", object_type="bank.item", details="details")
    act = source.read({"pk": 1, "act": "x", "actor_id": None, "at": AT, "details": details})
    assert "reason" not in act.details
    assert len(entry_hash("", 1, act)) == 64
