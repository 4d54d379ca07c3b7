"""The manual names what there is: every command with its options, every role, every paper, every picture; and nothing else."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django import core
from django.core.management import find_commands, get_commands, load_command_class
from django.utils import translation

from accounts.roles import Role
from tests.architecture.tree import APPS, ROOT, listed

COMMANDS = ROOT / "docs/operations/commands.md"
DJANGO = Path(core.__file__).parent / "management"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
# Of every Django command.
COMMON = {
    "--help",
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}
LANGUAGES = (".en.md",)
SCREENSHOTS = ROOT / "docs/screenshots"


class _Loader(yaml.SafeLoader):
    """mkdocs' own tags are nothing to us."""


def own_commands():
    apps = {app.replace("/", ".") for app in APPS}
    return {name: app for name, app in get_commands().items() if app in apps}


def described():
    """What stands in the manual about each command: the call in its row."""
    calls = re.findall(r"^\| `([^`]+)`", COMMANDS.read_text(encoding="utf-8"), re.MULTILINE)
    found = {}
    for call in calls:
        found.setdefault(call.split()[0], []).append(call)
    return found


def options_of(name):
    """Its own: what Django's command of that name takes is Django's to describe."""
    flags = flags_of(own_commands()[name], name)
    return flags - (flags_of("django.core", name) if name in find_commands(DJANGO) else COMMON)


def flags_of(app, name):
    parser = load_command_class(app, name).create_parser("manage.py", name)
    return {flag for action in parser._actions for flag in action.option_strings if flag.startswith("--")}


@pytest.mark.parametrize("name", sorted(own_commands()))
def test_every_command_is_described_with_its_options(name):
    calls = described().get(name)
    assert calls, f"docs/operations/commands.md says nothing about {name}"
    named = set(re.findall(r"--[a-z-]+", " ".join(calls)))
    assert named == options_of(name)


def test_no_command_is_described_that_is_not_there():
    assert set(described()) - set(own_commands()) == set()


def test_every_role_is_described_by_its_names():
    rows = re.findall(
        r"^\| `(\w+)` \| (\S+) \| ([^|]+?) \|",
        (ROOT / "docs/operations/roles.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    with translation.override("zh-hans"):
        chinese = {role.value: str(role.label) for role in Role}
    with translation.override("en"):
        english = {role.value: str(role.label) for role in Role}
    assert [(code, zh, en) for code, zh, en in rows] == [(role, chinese[role], english[role]) for role in chinese]


def site():
    return yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)  # noqa: S506 -- a safe loader's child


def papers_in(nav):
    for entry in nav:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                yield from [value] if isinstance(value, str) else papers_in(value)


def test_the_site_shows_every_paper_once():
    shown = list(papers_in(site()["nav"]))
    docs = ROOT / "docs"
    there = {str(path.relative_to(docs)) for path in docs.rglob("*.md") if not path.name.endswith(LANGUAGES)}
    assert len(shown) == len(set(shown))
    assert set(shown) == there, listed(set(shown) ^ there)


def test_what_people_use_is_there_in_both_languages():
    guides = [ROOT / "docs/index.md", *sorted((ROOT / "docs/guide").glob("*[!n].md"))]
    guides = [path for path in guides if not path.name.endswith(LANGUAGES)]
    assert len(guides) == 6
    assert [path.name for path in guides if not path.with_name(f"{path.stem}.en.md").is_file()] == []


def test_the_site_names_no_outside_origin():
    settings = site()
    assert settings["theme"]["font"] is False
    assert settings["strict"] is True
    assert settings["extra"] == {"generator": False}
    assert not {"repo_url", "extra_javascript", "extra_css", "google_analytics"} & settings.keys()


def pictures_in(paper):
    """File → alternative text of each picture."""
    found = PICTURE.findall(paper.read_text(encoding="utf-8"))
    return {(paper.parent / target).resolve(): words.strip() for words, target in found}


def test_every_picture_of_a_paper_is_there_and_every_picture_is_shown():
    named = set()
    for paper in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for picture, words in pictures_in(paper).items():
            assert picture.is_file(), f"{paper.relative_to(ROOT)}: {picture.name}"
            assert words, f"{paper.relative_to(ROOT)}: {picture.name} says nothing to who cannot see it"
            named.add(picture)
    assert {path.resolve() for path in SCREENSHOTS.glob("*")} == named


def test_the_browser_tests_take_every_picture():
    """tests/e2e/test_screenshots.py keeps the words of the pages whose pictures it takes."""
    taken = json.loads((ROOT / "tests/e2e/screenshots.json").read_text(encoding="utf-8"))
    assert {path.stem for path in SCREENSHOTS.glob("*.png")} == set(taken)


def test_both_languages_show_the_same_pictures():
    for english in (ROOT / "docs").rglob("*.en.md"):
        chinese = english.with_name(english.name.replace(".en.md", ".md"))
        assert list(pictures_in(english)) == list(pictures_in(chinese)), english.name
