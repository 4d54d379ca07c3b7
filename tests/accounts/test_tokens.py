"""Tokens of other systems: made once, found by their digest, ended at once."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from accounts.models import AccessToken, IdempotentRequest, Scope
from accounts.services.tokens import (
    LONGEST_LIFE,
    Answer,
    KeyReused,
    TokenRefused,
    answer_once,
    fingerprint_of,
    make_token,
    revoke_token,
    use_token,
)
from tests.factories.systems import make_access_token

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def made(owner, **said):
    known = {"name": "教务系统", "scopes": [Scope.READ_EXAMS], "exams": [], "expires_at": NOW + timedelta(days=1)}
    return make_token(**{**known, **said}, actor=owner, now=NOW)


def test_a_token_is_kept_as_a_digest_only(exam_officer):
    new = made(exam_officer)
    token = AccessToken.objects.get()
    assert new.secret.startswith(f"{token.prefix}_")
    assert token.digest == hashlib.sha256(new.secret.encode()).hexdigest()
    row = AccessToken.objects.filter(pk=token.pk).values().get()
    assert new.secret not in repr(row)
    assert new.secret.removeprefix(token.prefix) not in repr(list(ModelLogEntry.objects.values()))


def test_it_is_good_until_it_ends_is_revoked_or_its_owner_leaves(exam_officer):
    new = made(exam_officer)
    end = new.token.expires_at
    assert use_token(secret=new.secret, now=end - timedelta(seconds=1)) == new.token
    assert use_token(secret=new.secret, now=end) is None
    exam_officer.is_active = False
    exam_officer.save()
    assert use_token(secret=new.secret, now=NOW) is None
    exam_officer.is_active = True
    exam_officer.save()
    revoke_token(token=new.token, actor=exam_officer, now=NOW)
    assert use_token(secret=new.secret, now=NOW) is None


@pytest.mark.parametrize("text", ["", "kfs_", "kfs_abcdefgh_", "Bearer", "kfs_\x00abc", "密钥", "x" * 5000])
def test_any_other_text_is_nobodys(exam_officer, text):
    made(exam_officer)
    assert use_token(secret=text, now=NOW) is None


def test_one_wrong_sign_is_nobodys(exam_officer):
    secret = made(exam_officer).secret
    assert use_token(secret=secret[:-1] + ("a" if secret[-1] != "a" else "b"), now=NOW) is None
    assert use_token(secret=secret + "a", now=NOW) is None


def test_its_last_use_is_noted_to_the_minute(exam_officer, django_assert_num_queries):
    new = made(exam_officer)
    use_token(secret=new.secret, now=NOW)
    with django_assert_num_queries(1):
        use_token(secret=new.secret, now=NOW + timedelta(seconds=59))
    use_token(secret=new.secret, now=NOW + timedelta(seconds=60))
    assert AccessToken.objects.get().last_used_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    "said",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["write:everything"]},
        {"expires_at": NOW},
        {"expires_at": NOW + LONGEST_LIFE + timedelta(seconds=1)},
    ],
)
def test_what_says_nothing_or_too_much_is_refused(exam_officer, said):
    with pytest.raises(TokenRefused):
        made(exam_officer, **said)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("name", ["trainee", "invigilator", "auditor", "marker"])
def test_only_officers_make_and_revoke(persona, exam_officer, name):
    with pytest.raises(PermissionDenied):
        made(persona(name))
    assert not AccessToken.objects.exists()
    token = made(exam_officer).token
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, actor=persona(name), now=NOW)
    assert AccessToken.objects.get().revoked_at is None


def test_making_and_revoking_are_in_the_history(exam_officer):
    token = made(exam_officer).token
    revoke_token(token=token, actor=exam_officer, now=NOW)
    revoke_token(token=token, actor=exam_officer, now=NOW + timedelta(days=1))
    acts = ModelLogEntry.objects.filter(object_id=str(token.pk)).order_by("pk")
    assert [(one.action, one.user) for one in acts] == [
        ("accounts.make_token", exam_officer),
        ("accounts.revoke_token", exam_officer),
    ]
    token.refresh_from_db()
    assert token.revoked_at == NOW


def test_the_database_refuses_a_token_without_an_end(exam_officer):
    token = made(exam_officer).token
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.filter(pk=token.pk).update(expires_at=token.created_at)


class Writer:
    """Counts how often it was asked."""

    def __init__(self, error=None):
        self.count, self.error = 0, error

    def __call__(self):
        self.count += 1
        if self.error:
            raise self.error
        return Answer(201, {"number": self.count})


def answered(token, write, *, key="key-0001", fingerprint="f" * 64, now=NOW):
    return answer_once(token=token, key=key, fingerprint=fingerprint, write=write, within=transaction.atomic, now=now)


def test_the_same_request_is_done_once(exam_officer):
    token, write = made(exam_officer).token, Writer()
    first, second = answered(token, write), answered(token, write)
    assert (first.body, first.is_replayed) == ({"number": 1}, False)
    assert (second.status, second.body, second.is_replayed) == (201, {"number": 1}, True)
    assert write.count == 1


def test_another_request_under_the_same_key_is_refused(exam_officer):
    token, write = made(exam_officer).token, Writer()
    answered(token, write)
    with pytest.raises(KeyReused):
        answered(token, write, fingerprint="0" * 64)
    assert write.count == 1


def test_keys_of_two_tokens_are_apart(exam_officer):
    write = Writer()
    answered(made(exam_officer).token, write)
    assert answered(made(exam_officer).token, write).body == {"number": 2}


def test_a_refusal_is_not_kept(exam_officer):
    token = made(exam_officer).token
    with pytest.raises(LookupError):
        answered(token, Writer(LookupError()))
    assert not IdempotentRequest.objects.exists()
    assert answered(token, Writer()).status == 201


def test_answers_are_forgotten_after_a_day(exam_officer):
    token, write = made(exam_officer).token, Writer()
    answered(token, write)
    answered(token, write, key="key-0002", now=NOW + timedelta(days=1, seconds=1))
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["key-0002"]


def test_a_fingerprint_is_of_method_path_and_body():
    one = fingerprint_of("POST", "/a", b"{}")
    assert (
        len(
            {
                one,
                fingerprint_of("PUT", "/a", b"{}"),
                fingerprint_of("POST", "/b", b"{}"),
                fingerprint_of("POST", "/a", b""),
            }
        )
        == 4
    )
    assert one == fingerprint_of("POST", "/a", b"{}")


def test_a_token_for_one_exam_is_for_no_other(exam_officer):
    token = make_access_token(exam_officer, exams=["spring"]).token
    assert token.is_for("spring")
    assert not token.is_for("autumn")
    assert make_access_token(exam_officer).token.is_for("autumn")
