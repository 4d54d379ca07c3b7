"""Cache, files and databases for many machines, by settings alone: real Redis, a real object store's protocol."""

import time

import boto3
import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from redis import Redis

from bench.serving import free_port
from config import redis_cache
from config.backends import caches as caches_by_setting
from config.backends import file_storages
from config.databases import databases
from config.object_storage import PrivateObjectStorage
from courses.models import Handout, HandoutState
from courses.services.handouts import FOLDER, sweep_orphans
from tests.factories.courses import NOW, ChapterPageFactory
from tests.redis_server import running_redis

BUCKET = "academy"


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def on_redis(redis_url, settings, monkeypatch):
    monkeypatch.setenv("CACHE_URL", redis_url)
    settings.CACHES = caches_by_setting()
    monkeypatch.setattr(redis_cache.RedisCache, "_away_until", 0.0)
    with Redis.from_url(redis_url) as server:
        server.flushall()
        yield server


def test_both_caches_are_on_one_redis_and_apart(on_redis):
    caches["default"].set("a", 1)
    caches["pages"].set("a", {"drawn": "课"})
    assert (caches["default"].get("a"), caches["pages"].get("a")) == (1, {"drawn": "课"})
    assert sorted(on_redis.keys()) == [b":1:a", b"pages:1:a"]
    assert on_redis.ttl("pages:1:a") > 6 * 24 * 3600


@pytest.mark.django_db
def test_no_session_is_in_the_cache(on_redis, client_of):
    """Everything that Redis holds can go in the middle of an exam, and nobody is signed out."""
    browser = client_of("trainee")
    assert browser.get("/me/").status_code == 200
    on_redis.flushall()
    assert browser.get("/me/").status_code == 200


def test_a_redis_that_is_away_is_an_empty_cache_and_is_not_asked_again_at_once(settings, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("CACHE_URL", f"unix://{tmp_path / 'nobody'}")
    settings.CACHES = caches_by_setting()
    monkeypatch.setattr(redis_cache.RedisCache, "_away_until", 0.0)
    cache = caches["default"]
    assert cache.get("a", "nothing") == "nothing"
    assert (cache.add("a", 1), cache.touch("a"), cache.delete("a"), cache.has_key("a")) == (True, False, False, False)
    assert (cache.get_many(["a"]), cache.set_many({"a": 1}), cache.delete_many(["a"])) == ({}, ["a"], None)
    cache.set("a", 1)
    with pytest.raises(ValueError, match="away"):
        cache.incr("a")
    assert [record.getMessage() for record in caplog.records if record.name == "config.redis_cache"] == [
        "the cache is away (ConnectionError); going on without it for 5 s"
    ]


def test_it_is_asked_again_after_a_while(on_redis, monkeypatch):
    monkeypatch.setattr(redis_cache.RedisCache, "_away_until", time.monotonic() + 60)
    caches["default"].set("a", 1)
    assert caches["default"].get("a") is None
    monkeypatch.setattr(redis_cache.RedisCache, "_away_until", time.monotonic() - 1)
    caches["default"].set("a", 1)
    assert (caches["default"].get("a"), caches["default"].incr("a")) == (1, 2)


@pytest.fixture(scope="module")
def object_store():
    """moto's server on loopback: the protocol of S3, spoken over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def in_objects(object_store, settings, monkeypatch):
    """The platform's files in a fresh bucket; gives a client that looks into it from outside."""
    names = {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": object_store,
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY_ID": "key",
        "S3_SECRET_ACCESS_KEY": "secret",
        "S3_ADDRESSING_STYLE": "path",
    }
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, **file_storages(settings.PRIVATE_ROOT)}
    bucket = boto3.resource(
        "s3",
        endpoint_url=object_store,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket=BUCKET)
    yield bucket
    bucket.objects.delete()


def test_private_files_have_no_address_and_never_take_the_place_of_others(in_objects):
    private = storages["private"]
    first = private.save("portraits/欧阳.jpg", ContentFile(b"one"))
    second = private.save("portraits/欧阳.jpg", ContentFile(b"two"))
    assert isinstance(private, PrivateObjectStorage)
    assert first != second
    assert sorted(one.key for one in in_objects.objects.all()) == sorted([f"private/{first}", f"private/{second}"])
    with private.open(first) as kept:
        assert kept.read() == b"one"
    with pytest.raises(NotImplementedError, match="has no address"):
        private.url(first)


def test_library_files_have_an_address_that_ends_soon(in_objects):
    name = storages["default"].save("documents/plan.pdf", ContentFile(b"plan"))
    address = storages["default"].url(name)
    assert "/academy/media/documents/plan.pdf?" in address
    assert ("X-Amz-Expires=300" in address, "X-Amz-Signature=" in address) == (True, True)


@pytest.mark.django_db
def test_what_no_handout_names_is_swept_from_an_object_store_too(in_objects):
    assert sweep_orphans(now=NOW) == []
    storage = storages["private"]
    kept, lost = (storage.save(f"{FOLDER}/{name}.pdf", ContentFile(b"%PDF")) for name in ("kept", "lost"))
    whole = {"digest": "0" * 64, "pages": 1, "size": 4, "made_at": NOW}
    Handout.objects.create(chapter=ChapterPageFactory(), state=HandoutState.READY, asked_at=NOW, file=kept, **whole)
    long_after = storage.get_modified_time(lost).replace(year=2100)
    assert (sweep_orphans(now=long_after), storage.exists(kept), storage.exists(lost)) == ([lost], True, False)


URL = "postgresql://u:p@db:5432/academy"


def test_every_thread_keeps_its_connection_unless_a_pool_is_asked_for(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    plain = databases()["default"]
    assert ("pool" in plain["OPTIONS"], plain["CONN_MAX_AGE"]) == (False, None)
    monkeypatch.setenv("DATABASE_POOL", "6")
    pooled = databases()["default"]
    assert (pooled["OPTIONS"]["pool"]["max_size"], pooled["CONN_MAX_AGE"]) == (6, 0)


def test_sqlite_has_neither_pool_nor_replica(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("DATABASE_POOL", "6")
    assert "pool" not in databases(tmp_path)["default"]["OPTIONS"]
    monkeypatch.setenv("DATABASE_REPLICA_URL", URL)
    with pytest.raises(ImproperlyConfigured, match="needs PostgreSQL"):
        databases(tmp_path)


def test_the_replica_refuses_to_be_written_to_whoever_asks(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("DATABASE_REPLICA_URL", URL.replace("@db", "@copy"))
    replica = databases()["replica"]
    assert (replica["HOST"], replica["OPTIONS"]["options"]) == ("copy", "-c default_transaction_read_only=on")
    assert (replica["OPTIONS"]["server_side_binding"], replica["TEST"]) == (True, {"MIRROR": "default"})
