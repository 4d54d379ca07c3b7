"""To be forgotten: refused while something is open, agreed by two persons, and then nothing of the person is left."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import (
    AccessToken,
    Consent,
    DataExport,
    ErasureRequest,
    ErasureState,
    IdempotentRequest,
    NoticeKind,
    User,
)
from accounts.privacy import Fate, records
from accounts.roles import Role
from accounts.services import (
    IdDocument,
    News,
    grant_role,
    name_person,
    notify,
    revoke_role,
    set_id_number,
    set_phone,
)
from accounts.services.consents import give_consent
from certificates.models import Certificate
from certificates.presentation import public_record
from certificates.services import open_pdf
from config.services import erasures
from config.services.audit import seal_audit_log, verify_audit_log
from config.services.erasures import (
    ErasureRefused,
    approve_erasure,
    ask_erasure,
    carry_out_erasure,
    decline_erasure,
    review_erasure,
    withdraw_erasure,
)
from config.services.exports import ask_export, collect, make_export
from config.services.personal_rows import rows_of
from exams.sittings.models import Attempt
from tests.architecture.access_world import make_world
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_certificate
from tests.factories.sittings import make_room, make_user
from tests.factories.systems import make_access_token
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

NAME, OLD_NAME, LOGIN = "诸葛无双", "诸葛旧名", "wushuang-zhuge"
EMAIL, PHONE, ID_NUMBER = "wushuang@example.net", "+8613987654321", "11010519491231002X"
NOTE = "只有我自己看的一句话"


def everything_in_the_database():
    """Every value of every row of every table, as one text."""
    lines = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        lines += [f"{model._meta.label} {row}" for row in model._base_manager.values()]
    return "\n".join(lines)


def somebody():
    """The trainee of the whole world of the access tests, with everything that a person can leave behind."""
    user, now = make_persona("trainee"), timezone.now()
    User.objects.filter(pk=user.pk).update(username=LOGIN, email=EMAIL, first_name="无双", last_name="诸葛")
    user.refresh_from_db()
    name_person(user=user, full_name=OLD_NAME, actor=user, now=now)
    name_person(user=user, full_name=NAME, actor=user, now=now)
    set_phone(user=user, phone=PHONE, actor=user, now=now)
    set_id_number(person=user.person, document=IdDocument.RESIDENT, number=ID_NUMBER, actor=user, now=now)
    return user


@pytest.fixture
def person(monkeypatch):
    user, now = somebody(), timezone.now()
    monkeypatch.setattr(
        "tests.architecture.access_world.make_persona", lambda name: user if name == "trainee" else make_persona(name)
    )
    make_world()
    open_pdf(Certificate.objects.get(person=user.person), now=now).close()
    news = [News(user.pk, "key", "/me/", {"username": LOGIN, "email": EMAIL, "name": NAME})]
    notify(kind=NoticeKind.ACCOUNT, template="accounts/notices/invited.txt", news=news, now=now)
    give_consent(user=user, subject="privacy", text="说明", now=now)
    make_export(export=ask_export(user=user, now=now), now=now)
    apps.get_model("account.EmailAddress").objects.create(user=user, email=EMAIL, primary=True)
    apps.get_model("courses.Note").objects.filter(trainee=user).update(text=NOTE)
    log(instance=user.person, action="accounts.portrait", user=user, timestamp=now)
    with_an_office_behind_them(user, now)
    user.refresh_from_db()
    return User.objects.get(pk=user.pk)


def with_an_office_behind_them(user, now):
    """They had a role and a token, come in by an identity provider, and another system gave them a place."""
    grant_role(user=user, role=Role.MARKER, actor=user, now=now)
    revoke_role(user=user, role=Role.MARKER, actor=user, now=now)
    token = make_access_token(make_persona("exam_officer")).token
    own = AccessToken.objects.create(
        owner=user, name=f"{NAME}的令牌", prefix="kfs_0000zhug", digest="0" * 64, created_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    answer = {"number": "P1", "candidate": {"id": user.pk, "username": LOGIN, "name": NAME}}
    other = {"number": "P2", "candidate": {"id": user.pk + 1000, "username": "x", "name": "某人"}}
    for key, by, body in (("key-0001", token, answer), ("key-0002", token, other), ("key-0003", own, other)):
        IdempotentRequest.objects.create(token=by, key=key, fingerprint="0", status=201, body=body, created_at=now)
    account = apps.get_model("socialaccount.SocialAccount").objects.create(
        user=user, provider="oidc", uid=LOGIN, extra_data={"name": NAME, "email": EMAIL}
    )
    apps.get_model("socialaccount.SocialToken").objects.create(account=account, token=f"{LOGIN}-token")


def approved(user, **fields):
    first, second = UserFactory(username="office-1"), UserFactory(username="office-2")
    return ErasureRequest.objects.create(
        user=user,
        state="approved",
        asked_at=timezone.now(),
        reviewed_by=first,
        approved_by=second,
        reason=f"我是{NAME}",
        **fields,
    )


# What an exam and its result rest on.
KEPT = ("sittings.Attempt", "sittings.AnswerEvent", "marking.Result", "marking.Mark", "certificates.CertificateEvent")


def copy_names_it_all(person):
    before = {part.category.code: part for part in collect(person)[0]}
    told = str(before)
    for word in (NAME, LOGIN, EMAIL, PHONE, ID_NUMBER, NOTE, "诸葛"):
        assert word in told
    # What the register names is in the copy, table by table; results and conduct of an exam wait for its release.
    tables = {table.name for part in before.values() for table in part.tables}
    held = {
        record.model
        for record in records()
        if record.model != "accounts.DataExport"
        and record.category.code not in {"results", "conduct"}
        and rows_of(record, person).exists()
    }
    assert held - tables == set()
    assert len(held) >= 30


def test_a_copy_holds_it_all_and_after_the_erasure_nothing_is_left(person, django_capture_on_commit_callbacks, capsys):
    copy_names_it_all(person)
    assert NAME in everything_in_the_database()
    storage, certificate = storages["private"], Certificate.objects.get(person=person.person)
    export = DataExport.objects.get(user=person)
    files = [person.person.photo.name, export.file.name, certificate.photo.name]
    digest = certificate.payload_sha256
    assert [name for name in files if name and storage.exists(name)] == files
    assert any(name.startswith(digest) for name in storage.listdir("certificate_files")[1])
    kept = {model: apps.get_model(model).objects.count() for model in KEPT}
    sealed = seal_audit_log(now=timezone.now())
    assert sealed > 10

    with django_capture_on_commit_callbacks(execute=True):
        done = carry_out_erasure(request=approved(person), now=timezone.now())
    assert done == len(records())

    left = everything_in_the_database()
    for word in (NAME, OLD_NAME, LOGIN, EMAIL, PHONE, ID_NUMBER, NOTE, "诸葛"):
        assert [line for line in left.splitlines() if word in line] == []
    user = User.objects.get(pk=person.pk)
    for record in records():
        rows = rows_of(record, user)
        if record.at_erasure == Fate.REMOVE and not (record.exam and record.person.endswith("__candidate")):
            assert not rows.exists(), record.model
    assert (user.username, user.person.full_name, user.is_active) == (f"e{user.pk:08d}", f"E{user.pk:08d}", False)
    assert not user.has_usable_password()
    after = str(collect(user)[0])
    for word in (NAME, LOGIN, EMAIL, PHONE, ID_NUMBER, NOTE):
        assert word not in after

    assert [name for name in files if storage.exists(name)] == []
    assert not any(name.startswith(digest) for name in storage.listdir("certificate_files")[1])
    assert {model: apps.get_model(model).objects.count() for model in KEPT} == kept
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["key-0002"]
    assert seal_audit_log(now=timezone.now()) == 1
    verified = verify_audit_log(now=timezone.now())
    assert (verified.faults, verified.entries) == ([], sealed + 1)
    call_command("verify_answers", "--json")
    assert json.loads(capsys.readouterr().out)["broken"] in ([], 0)
    certificate.refresh_from_db()
    record = public_record(certificate, today=timezone.localdate())
    assert (certificate.payload["name"], certificate.payload_sha256) == (f"E{person.pk:08d}", digest)
    assert record.standing.value == "valid"
    assert NAME not in record.name


def test_the_audit_log_holds_against_a_history_that_forgot_a_name():
    """What the chain keeps of an act stays in its log too; the words and the name beside it go."""
    user, now = make_user("asks", full_name="旧名"), timezone.now()
    grant_role(user=user, role=Role.MARKER, actor=user, now=now)
    revoke_role(user=user, role=Role.MARKER, actor=user, now=now)
    name_person(user=user, full_name=NAME, actor=user, now=now)
    head = verified_head(seal_audit_log(now=now), now)
    carry_out_erasure(request=approved(user), now=now)
    acts = ModelLogEntry.objects.filter(action__in=("accounts.grant_role", "accounts.name"), label=f"E{user.pk:08d}")
    assert {entry.action: entry.data for entry in acts} == {
        "accounts.grant_role": {"role": "marker"},
        "accounts.name": {},
    }
    assert verify_audit_log(now=now, known_head=head).faults == []
    ModelLogEntry.objects.filter(action="accounts.grant_role").update(data={})
    assert [fault.what for fault in verify_audit_log(now=now).faults] == ["the log it came from says something else"]


def verified_head(sealed, now):
    """Of a chain that was just verified, as (place, hash)."""
    found = verify_audit_log(now=now)
    assert (found.faults, found.entries) == ([], sealed)
    place, digest = found.head.split(":")
    return int(place), digest


def test_faces_stay_where_the_holder_wants_them(django_capture_on_commit_callbacks):
    certificate = make_certificate(NAME)
    user = certificate.person.user
    with django_capture_on_commit_callbacks(execute=True):
        carry_out_erasure(request=approved(user, keeps_faces=True), now=timezone.now())
    certificate.refresh_from_db()
    assert certificate.payload["name"] == NAME
    assert certificate.withheld_at is None
    assert storages["private"].exists(certificate.photo.name)
    assert User.objects.get(pk=user.pk).person.full_name == f"E{user.pk:08d}"


def test_killed_anywhere_it_goes_on_where_it_was(monkeypatch, django_capture_on_commit_callbacks):
    request, real = approved(make_certificate(NAME).person.user), erasures.forget_in_history
    calls = []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) in (5, 20):
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(erasures, "forget_in_history", dying)
    total = len(records())
    for expected in (4, 18):
        with pytest.raises(KeyboardInterrupt), django_capture_on_commit_callbacks(execute=True):
            carry_out_erasure(request=request, now=timezone.now())
        request.refresh_from_db()
        assert (request.state, request.progress) == ("approved", expected)
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out_erasure(request=request, now=timezone.now()) == total - 18
    request.refresh_from_db()
    assert (request.state, request.reason) == ("done", "")
    assert carry_out_erasure(request=request, now=timezone.now()) == 0
    assert NAME not in everything_in_the_database()


# The request


def officers():
    return make_persona("exam_officer"), UserFactory(username="second", roles=["exam_officer"])


def test_two_persons_agree_before_anything_happens():
    user, (first, second), now = make_user("asks", full_name="某人"), officers(), timezone.now()
    started = []
    request = ask_erasure(user=user, reason=" 不再使用 ", keeps_faces=False, now=now)
    with pytest.raises(ErasureRefused):
        ask_erasure(user=user, reason="", keeps_faces=False, now=now)
    with pytest.raises(PermissionDenied):
        review_erasure(request=request, actor=make_persona("auditor"), now=now)
    with pytest.raises(ErasureRefused):
        approve_erasure(request=request, actor=second, now=now, start=started.append)
    review_erasure(request=request, actor=first, now=now)
    with pytest.raises(ErasureRefused):
        approve_erasure(request=request, actor=first, now=now, start=started.append)
    request.refresh_from_db()
    assert (request.state, request.approved_by, started) == ("reviewed", None, [])
    assert carry_out_erasure(request=request, now=now) == 0
    assert User.objects.get(pk=user.pk).person.full_name == "某人"


def test_the_second_word_starts_it(django_capture_on_commit_callbacks):
    user, (first, second), now = make_user("asks", full_name="某人"), officers(), timezone.now()
    started = []
    request = ask_erasure(user=user, reason="", keeps_faces=False, now=now)
    review_erasure(request=request, actor=first, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        approve_erasure(request=request, actor=second, now=now, start=started.append)
    assert started == [request.pk]
    with pytest.raises(ErasureRefused):
        withdraw_erasure(request=request, actor=user, now=now)


def test_taken_back_and_declined():
    user, (first, _second), now = make_user("asks", full_name="某人"), officers(), timezone.now()
    request = ask_erasure(user=user, reason="", keeps_faces=False, now=now)
    with pytest.raises(PermissionDenied):
        withdraw_erasure(request=request, actor=first, now=now)
    withdraw_erasure(request=request, actor=user, now=now)
    again = ask_erasure(user=user, reason="", keeps_faces=False, now=now)
    with pytest.raises(ErasureRefused):
        decline_erasure(request=again, actor=first, answer=" ", now=now)
    decline_erasure(request=again, actor=first, answer="身份未能核实", now=now)
    assert [one.state for one in ErasureRequest.objects.order_by("pk")] == ["withdrawn", "declined"]


def test_the_database_holds_the_rule_of_two():
    user, (first, _second), now = make_user("asks"), officers(), timezone.now()
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasureRequest.objects.create(user=user, asked_at=now, state="approved", reviewed_by=first, approved_by=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasureRequest.objects.create(user=user, asked_at=now, reviewed_by=user)
    done = ErasureRequest.objects.create(user=user, asked_at=now, state="withdrawn")
    with pytest.raises(DatabaseError), transaction.atomic():
        ErasureRequest.objects.filter(pk=done.pk).update(state="asked")
    assert ErasureRequest.objects.get().state == ErasureState.WITHDRAWN


def test_consents_are_not_rewritten():
    user, now = make_user("asks"), timezone.now()
    consent = give_consent(user=user, subject="privacy", text="一", now=now)
    for change in ({"version": 9}, {"given_at": now - timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**change)


def test_a_certificate_is_changed_by_nothing_but_its_withholding():
    certificate = make_certificate(NAME)
    rows = Certificate.objects.filter(pk=certificate.pk)
    now = timezone.now()
    for change in (
        {"payload": {}},
        {"photo": ""},
        {"withheld_at": now, "payload": {}, "number": "PX26-000009-0"},
        {"withheld_at": now, "payload": {}, "payload_sha256": "0" * 64},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    rows.update(withheld_at=now, payload={**certificate.payload, "name": "E1"})
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(withheld_at=now, payload=certificate.payload)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(withheld_at=None)


@pytest.mark.parametrize("case", ["staff", "open", "ahead", "marking"])
def test_refused_with_the_reason_while_something_is_open(case):
    now = timezone.now()
    if case == "staff":
        user = make_persona("marker")
    else:
        room = make_room(
            opens_at=now - timedelta(minutes=5)
            if case == "open"
            else now + timedelta(days=2 if case == "ahead" else -3)
        )
        user = room.candidate
        if case == "open":
            room.start(now)
        if case == "marking":
            Attempt.objects.filter(pk=room.start(now - timedelta(days=3) + timedelta(minutes=1)).pk).update(
                state="submitted", closed_at=now, receipt="0" * 64
            )
    with pytest.raises(ErasureRefused) as refused:
        ask_erasure(user=user, reason="", keeps_faces=False, now=now)
    assert len(str(refused.value)) > 10
    assert not ErasureRequest.objects.exists()
