"""The samples of deploy/ name settings, commands and files that exist; nobody runs as root, nothing is unpinned."""

import re
import shlex

import pytest
import yaml
from django.core.management import get_commands

from tests.architecture.tree import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = sorted((ROOT / "deploy").glob("compose*.yaml"))
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
SETTINGS = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
# What Python and other programs read.
THEIRS = {"PYTHONUNBUFFERED", "UPSTREAMS", "POSTGRES_PASSWORD"}
PINNED = re.compile(r"^[\w./-]+:(\d+\.\d+(\.\d+)?[\w.-]*|RELEASE\.\d{4}-\d{2}-\d{2}T[\d-]+Z)$")


def stages():
    """Every stage of the Dockerfile as its instructions: (name, the rest), continued lines joined."""
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE)).splitlines()
    found = []
    for line in filter(None, lines):
        name, _space, rest = line.strip().partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def is_ours(service):
    return "build" in service


def services(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))["services"]


def assert_runs(command):
    """A command as a list is one that exists here."""
    python, *rest = command
    assert python.endswith(".venv/bin/python")
    if rest[0] == "-m":
        assert (ROOT / (rest[1].replace(".", "/") + ".py")).is_file(), rest[1]
    elif rest[0] == "manage.py":
        assert rest[1] in get_commands(), rest[1]
    else:
        assert rest[0] == "-c"
        compile(rest[1], "healthcheck", "exec")


def test_the_image_has_two_stages_of_one_pinned_base_and_the_last_is_not_root():
    build, last = stages()
    bases = [stage[0][1].partition(" AS ")[0] for stage in (build, last)]
    assert bases[0] == bases[1]
    assert PINNED.match(bases[0])
    names = [name for name, _rest in last]
    user = dict(last)["USER"]
    assert f"useradd --system --uid 10001 --home-dir /srv/academy --shell /usr/sbin/nologin {user}" in DOCKERFILE
    assert names.index("USER") < names.index("CMD")
    assert [name for name in names if name in {"ADD", "ARG"}] == []


def test_the_image_holds_no_secret_and_its_settings_exist():
    told = dict(pair.split("=", 1) for name, rest in stages()[1] if name == "ENV" for pair in shlex.split(rest))
    assert set(told) - SETTINGS - THEIRS == set()
    assert [name for name in told if re.search("KEY|PASSWORD|SECRET|PIN|PASSPHRASE", name)] == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


def test_what_the_image_runs_exists_and_its_health_is_asked():
    last = dict(stages()[1])
    assert_runs(yaml.safe_load(last["CMD"]))
    check = last["HEALTHCHECK"].partition("CMD ")[2]
    assert_runs(yaml.safe_load(check))
    assert "/livez" in check


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_compose_runs_what_exists_by_settings_that_exist(path):
    found = services(path)
    ours = {name: service for name, service in found.items() if is_ours(service)}
    assert "migrate" in ours
    for service in ours.values():
        assert_runs(service["command"])
        assert set(service["environment"]) - SETTINGS == set()
        assert service["build"] == ".."
    for name, service in found.items():
        assert is_ours(service) or PINNED.match(service["image"]), name
        for needed in service.get("depends_on", ()):
            assert needed in found


def test_many_machines_share_everything_but_their_own_scratch():
    ours = [service for service in services(ROOT / "deploy/compose.yaml").values() if is_ours(service)]
    for name in ("DATABASE_URL", "CACHE_URL", "S3_BUCKET", "SIGNING_KEY_FOLDER"):
        assert len({service["environment"][name] for service in ours}) == 1
    text = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"(?:PASSWORD|SECRET\w*|ROOT_USER): (?!\$\{|\"\$\{)(\S+)", text) == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_what_exists_and_not_as_root(path):
    said = dict(re.findall(r"^(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert_runs(shlex.split(said["ExecStart"]))
    assert (said["User"], said["NoNewPrivileges"], said["Restart"]) == ("academy", "yes", "always")


def test_proxies_tell_the_scheme_and_let_a_portrait_pass():
    nginx = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    caddy = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-Proto https;" in nginx
    assert ("client_max_body_size 6m;" in nginx, "max_size 6MB" in caddy, "/livez" in caddy) == (True, True, True)
    # A body that may have arrived is not sent twice.
    assert "non_idempotent" not in nginx
    assert nginx.count("{") == nginx.count("}")
    assert set(re.findall(r"\{\$(\w+)\}", caddy)) - SETTINGS - THEIRS == set()
