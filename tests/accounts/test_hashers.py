"""The same hash as Django's, computed where it holds up nobody."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher as DjangoPBKDF2PasswordHasher

from accounts.hashers import NICENESS, HashProcess, PBKDF2PasswordHasher, _places
from config import settings

SALT = "s" * 22


@pytest.fixture
def process():
    found = HashProcess()
    yield found
    found.stop()


def asked(process):
    return process.digest("客户服务-1".encode(), SALT.encode(), "sha256", 1000)


def test_it_is_djangos_hash_and_either_knows_the_others():
    ours, djangos = PBKDF2PasswordHasher(), DjangoPBKDF2PasswordHasher()
    hashed = ours.encode("客户服务-1", SALT, 1000)
    assert hashed == djangos.encode("客户服务-1", SALT, 1000)
    assert ours.verify("客户服务-1", hashed)
    assert not ours.verify("客户服务-2", hashed)


@pytest.mark.parametrize("password", ["", " a b ", "\n", "a\0b", "密" * 4000])
def test_every_password_goes_through_as_it_is(password):
    hashed = PBKDF2PasswordHasher().encode(password, SALT, 10)
    assert hashed == DjangoPBKDF2PasswordHasher().encode(password, SALT, 10)


def test_as_with_django_nothing_is_no_password():
    with pytest.raises(TypeError, match="password must be provided"):
        PBKDF2PasswordHasher().encode(None, SALT)


def test_it_stands_back_and_its_caller_does_not(process):
    before = os.getpriority(os.PRIO_PROCESS, 0)
    asked(process)
    assert os.getpriority(os.PRIO_PROCESS, process._child.pid) == before + NICENESS
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_whoever_asks_does_not_notice_that_a_process_was_killed():
    ours, expected = PBKDF2PasswordHasher(), DjangoPBKDF2PasswordHasher().encode("客户服务-1", SALT, 1000)
    for _time in range(3):
        assert ours.encode("客户服务-1", SALT, 1000) == expected
        for process in list(_places().queue):
            if process._child:
                # One that nobody asked since the last time has gone already.
                process._child.kill()
                process._child.wait()


def test_a_process_that_has_gone_is_no_answer_and_the_next_question_starts_another(process):
    first = asked(process)
    os.kill(process._child.pid, signal.SIGKILL)
    process._child.wait()
    with pytest.raises((OSError, ValueError)):
        asked(process)
    process.stop()
    assert asked(process) == first


def test_many_at_once_get_each_their_own():
    ours = PBKDF2PasswordHasher()
    passwords = [f"第{number}个" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: ours.encode(one, SALT, 100), passwords))
    djangos = DjangoPBKDF2PasswordHasher()
    assert found == [djangos.encode(one, SALT, 100) for one in passwords]


def test_it_ends_with_whoever_started_it(process):
    asked(process)
    child = process._child
    child.stdin.close()
    assert child.wait(timeout=30) == 0


def test_it_is_the_hash_of_the_site():
    assert settings.PASSWORD_HASHERS[0] == "accounts.hashers.PBKDF2PasswordHasher"
    assert (PBKDF2PasswordHasher.algorithm, PBKDF2PasswordHasher.iterations) == ("pbkdf2_sha256", 1_000_000)
