"""Papers for people keep step with the code."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from tests.architecture.tree import APPS, ROOT, listed, modules, text

READS = re.compile(r"""\benv(?:_bool|_int|_list)?\(\s*["'](\w+)["']""")
TERM = re.compile(r"^\| (?P<chinese>[^|]+?) \| (?P<english>[^|]+?) \| (?P<code>[^|]*?) \|", re.MULTILINE)


def test_env_example_lists_every_setting_once():
    read = {name for path in modules() for name in READS.findall(text(path))}
    listed = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(read)


def test_decisions_are_numbered_and_short():
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in decisions}
    assert {name: lines for name, lines in long.items() if lines > 15} == {}


def test_links_between_papers_lead_somewhere():
    papers = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / app / "README.md" for app in APPS)]
    broken = set()
    for paper in papers:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8")):
            if not (paper.parent / target).exists():
                broken.add(f"{paper.relative_to(ROOT)}: {target}")
    assert broken == set(), listed(broken)


def glossary():
    rows = TERM.finditer((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    return {name: row["chinese"] for row in rows for name in re.findall(r"`(?:[a-z_.]+\.)?([A-Z]\w+)`", row["code"])}


def called(model):
    """What the glossary calls a model; one whose name two apps have is listed with its app, and looked up so first."""
    rows = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    own = [row["chinese"] for row in TERM.finditer(rows) if f"`{model._meta.label}`" in row["code"]]
    return own[0] if own else glossary().get(model.__name__)


def own_models():
    labels = {Path(app).name for app in APPS}
    return [model for model in apps.get_models() if model._meta.app_label in labels and not model._meta.auto_created]


def test_glossary_knows_every_model():
    assert sorted({model.__name__ for model in own_models()} - set(glossary())) == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_interface_calls_a_model_as_the_glossary_does(model):
    with translation.override("zh-hans"):
        assert str(model._meta.verbose_name) == called(model)
