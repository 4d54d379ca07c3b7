"""The same hash as Django's, computed where it holds up nobody."""

import os

from django.contrib.auth.hashers import PBKDF2PasswordHasher as DjangoPBKDF2PasswordHasher

from accounts.hashers import NICENESS, PBKDF2PasswordHasher, _pool
from config import settings

SALT = "s" * 22


def own_niceness():
    return os.getpriority(os.PRIO_PROCESS, 0)


def test_it_is_djangos_hash_and_either_knows_the_others():
    ours, djangos = PBKDF2PasswordHasher(), DjangoPBKDF2PasswordHasher()
    hashed = ours.encode("客户服务-1", SALT, 1000)
    assert hashed == djangos.encode("客户服务-1", SALT, 1000)
    assert ours.verify("客户服务-1", hashed)
    assert not ours.verify("客户服务-2", hashed)


def test_it_stands_back_and_its_caller_does_not():
    before = own_niceness()
    assert _pool().submit(own_niceness).result() == NICENESS
    assert own_niceness() == before < NICENESS


def test_it_is_the_hash_of_the_site():
    assert settings.PASSWORD_HASHERS[0] == "accounts.hashers.PBKDF2PasswordHasher"
    assert (PBKDF2PasswordHasher.algorithm, PBKDF2PasswordHasher.iterations) == ("pbkdf2_sha256", 1_000_000)
