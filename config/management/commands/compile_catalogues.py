"""Compile every translation catalogue of the project, and derive traditional Chinese, without gettext's own tools.

zh_Hant has no sources of its own: each simplified catalogue is compiled twice, the second time in traditional
characters. What the libraries say in simplified Chinese only is derived too and goes to the vendor catalogue.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.traditional import interface_words

BASE_DIR = Path(settings.BASE_DIR)
VENDOR = Path("config", "vendor", "locale")


class Command(BaseCommand):
    help = "Compile */locale/*/LC_MESSAGES/*.po of the project to .mo, and zh_Hant's .mo from zh_Hans."

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(catalogues(BASE_DIR)):
            catalogue = read_catalogue(source)
            self._write(catalogue, source.with_suffix(".mo"))
            if "zh_Hans" in source.parts:
                self._write(traditional_catalogue(source, catalogue), traditional_path(source))

    def _write(self, catalogue: polib.POFile, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save_as_mofile(str(path))
        self.stdout.write(str(path.relative_to(BASE_DIR)))


def catalogues(root: Path) -> list[Path]:
    """The project's own catalogues: those of apps one or two folders down."""
    return [*root.glob("[a-z]*/locale/*/LC_MESSAGES/*.po"), *root.glob("[a-z]*/*/locale/*/LC_MESSAGES/*.po")]


def read_catalogue(source: Path) -> polib.POFile:
    """The catalogue; a broken one is named with its line."""
    try:
        return polib.pofile(str(source), check_for_duplicates=True)
    except (OSError, ValueError) as error:
        raise CommandError(f"{source}: {error}") from error


def traditional_path(source: Path) -> Path:
    """Where the traditional catalogue that is derived from `source` is compiled to."""
    return Path(*("zh_Hant" if part == "zh_Hans" else part for part in source.with_suffix(".mo").parts))


def traditional_catalogue(source: Path, catalogue: polib.POFile) -> polib.POFile:
    """`catalogue` in traditional characters; the vendor's with what no library says in them."""
    derived = polib.POFile()
    derived.metadata = {**catalogue.metadata, "Language": "zh_Hant"}
    derived.extend(map(_in_traditional, catalogue))
    if source.is_relative_to(BASE_DIR / VENDOR):
        ours = {_key(entry) for entry in catalogue}
        derived.extend(_in_traditional(entry) for entry in missing_in_libraries(source.stem) if _key(entry) not in ours)
    return derived


def missing_in_libraries(domain: str) -> list[polib.MOEntry]:
    """What the installed libraries say in simplified Chinese and none of them in traditional."""
    said = {_key(entry) for entry in _library_entries(domain, "zh_Hant")}
    simplified = {_key(entry): entry for entry in _library_entries(domain, "zh_Hans")}
    return [entry for key, entry in sorted(simplified.items()) if key not in said]


def _library_entries(domain: str, locale: str) -> Iterator[polib.MOEntry]:
    """In Django's order: of two that say the same thing, the app named first in INSTALLED_APPS comes last and wins."""
    for folder in _library_folders():
        compiled = folder / locale / "LC_MESSAGES" / f"{domain}.mo"
        if compiled.is_file():
            yield from polib.mofile(str(compiled))


def _library_folders() -> Iterable[Path]:
    yield Path(django.__file__).parent / "conf" / "locale"
    for config in reversed(list(apps.get_app_configs())):
        if config.name.partition(".")[0] not in {"accounts", "certificates", "config", "courses", "exams"}:
            yield Path(config.path) / "locale"


def _key(entry: polib.POEntry | polib.MOEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _in_traditional(entry: polib.POEntry | polib.MOEntry) -> polib.POEntry:
    return polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        msgstr=interface_words(entry.msgstr),
        msgstr_plural={form: interface_words(words) for form, words in entry.msgstr_plural.items()},
    )
