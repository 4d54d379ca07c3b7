"""The files that the laws of the house are about."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Highest first, as in [tool.importlinter]; practice and analysis stand side by side.
APPS = [
    "config",
    "certificates",
    "exams/practice",
    "exams/analysis",
    "exams/marking",
    "exams/sittings",
    "exams/papers",
    "exams/bank",
    "courses",
    "accounts",
]
CHINESE = re.compile(r"[\u3400-\u9fff]")


def files(*patterns: str, under: tuple[str, ...] = tuple(APPS)) -> list[Path]:
    """Files of the named folders that match a pattern, as paths from the root."""
    found = {
        path.relative_to(ROOT)
        for folder in under
        for pattern in patterns
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file()
    }
    return sorted(found)


def modules(*, under: tuple[str, ...] = tuple(APPS)) -> list[Path]:
    """Our own Python, without migrations."""
    return [path for path in files("*.py", under=under) if "migrations" not in path.parts]


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(text(path))


def app_of(path: Path) -> str:
    """The app that a file belongs to."""
    return next(app for app in APPS if path.as_posix().startswith(app + "/"))


def is_higher(app: str, than: str) -> bool:
    """May `than` not name `app`?"""
    siblings = {"exams/practice", "exams/analysis"}
    return app != than and (APPS.index(app) < APPS.index(than) or {app, than} == siblings)


def listed(found) -> str:
    """Everything that was found, a line each, for a failing assertion to print."""
    return "\n" + "\n".join(sorted(str(one) for one in found))
