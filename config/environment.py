"""Typed reads of environment variables, with an optional `.env` file beside manage.py."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def load_dotenv(path: Path = BASE_DIR / ".env") -> None:
    """Put KEY=value lines of `path` into the environment; what is already set there wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, value = line.strip().partition("=")
        if separator and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip().strip("\"'"))


def env(name: str, default: str = "") -> str:
    """The text of `name`, or `default` where unset or empty."""
    return os.environ.get(name, "") or default


def env_bool(name: str, *, default: bool) -> bool:
    """True for 1/true/yes/on in any case."""
    value = env(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def env_int(name: str, default: int) -> int:
    """A whole number; raises ValueError with the variable's name when it is not one."""
    value = env(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        message = f"{name} must be a whole number, not {value!r}"
        raise ValueError(message) from error


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values, trimmed, without empties."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]
