"""The laws bite: each fault, seeded into a copy of the tree, is found by its tool and by no other contract."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PACKAGES = ("accounts", "certificates", "config", "courses", "exams")
BIN = Path(sys.executable).parent


@pytest.fixture
def tree(tmp_path):
    """Our Python alone, without what the faults do not concern."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=not_python)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def not_python(folder, names):
    return {
        name
        for name in names
        if name in {"__pycache__", "locale", "static", "templates"}
        or (not name.endswith(".py") and not (Path(folder) / name).is_dir())
    }


def broken_contracts(tree):
    run = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False, timeout=60
    )
    broken = re.findall(r"^(.+?) BROKEN\b", run.stdout, re.MULTILINE)
    assert (run.returncode == 0) == (broken == []), run.stdout + run.stderr
    return broken


def imports_inside_functions(tree):
    run = subprocess.run(
        [BIN / "ruff", "check", "--no-cache", "--select", "PLC0415", "--output-format", "concise", "."],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return [line.split(":")[0] for line in run.stdout.splitlines() if "PLC0415" in line]


def test_tree_as_it_stands_is_lawful(tree):
    assert broken_contracts(tree) == []
    assert imports_inside_functions(tree) == []


@pytest.mark.parametrize(
    ("seeds", "contracts"),
    [
        pytest.param(
            {"accounts/receivers.py": "import certificates.models\n"},
            ["Apps import downwards only"],
            id="a lower app imports a higher one",
        ),
        pytest.param(
            {"exams/analysis/queries.py": "import exams.practice.apps\n"},
            ["Apps import downwards only", "No exam app stands outside the order"],
            id="siblings import each other",
        ),
        pytest.param(
            {"exams/core/__init__.py": ""},
            ["No exam app stands outside the order"],
            id="an exam app outside the order",
        ),
        pytest.param(
            {"exams/practice/urls.py": "", "exams/practice/rules.py": "import exams.practice.urls\n"},
            ["Inside an app: known file names, each importing downwards"],
            id="rules import urls",
        ),
        pytest.param(
            {"courses/utils.py": ""},
            ["Inside an app: known file names, each importing downwards"],
            id="a file name outside the vocabulary",
        ),
        pytest.param(
            {
                "exams/practice/rules.py": "import exams.practice.queries\n",
                "exams/practice/queries.py": "import exams.practice.rules\n",
            },
            ["No circles"],
            id="a circle",
        ),
        pytest.param(
            {"exams/bank/item_types/clock.py": "from django.utils import timezone\n"},
            ["Item types and scoring know no framework"],
            id="an item type that knows Django",
        ),
        pytest.param(
            {"exams/practice/views.py": "import weasyprint\n"},
            ["Only courses.printing calls WeasyPrint"],
            id="a view that prints by itself",
        ),
    ],
)
def test_import_fault_is_found(tree, seeds, contracts):
    sow(tree, seeds)
    assert broken_contracts(tree) == contracts


def test_import_inside_a_function_is_found(tree):
    sow(tree, {"exams/practice/rules.py": "def may_practise() -> bool:\n    import json\n\n    return bool(json)\n"})
    assert imports_inside_functions(tree) == ["exams/practice/rules.py"]


def test_import_inside_a_function_does_not_hide_its_direction(tree):
    sow(tree, {"courses/receivers.py": "def late() -> None:\n    import exams.bank.models\n"})
    assert broken_contracts(tree) == ["Apps import downwards only"]


def sow(tree, seeds):
    for name, source in seeds.items():
        path = tree / name
        path.parent.mkdir(exist_ok=True)
        # An existing module keeps what it says: the fault is all that is new.
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(before + source, encoding="utf-8")
