"""Cut the working sets of the fonts that paper is set in."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.printing.fonts import FontsNotInstalledError, prepare_working_sets

# Latin with its accents, punctuation, and CJK punctuation with the full-width forms.
RANGES = ((0x20, 0x17F), (0x2010, 0x2044), (0x3000, 0x303F), (0xFF01, 0xFF5E))
# The rows of GB 2312 that hold its 6 763 characters.
GB_ROWS = range(0xB0, 0xF8)
GB_CELLS = range(0xA1, 0xFF)


class Command(BaseCommand):
    help = (
        "Cut the usual characters out of the fonts of the chain, once: GB 2312, Latin, punctuation, and whatever the "
        "content holds. Runs again only where a font or the content has changed; printing works without it, slower."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cut = prepare_working_sets(usual_characters(Path(settings.CONTENT_DIR)))
        except FontsNotInstalledError as error:
            raise CommandError(str(error)) from error
        said = f"Cut: {', '.join(cut)}" if cut else "All working sets are current."
        self.stdout.write(json.dumps({"cut": cut}) if options["json"] else said)


def usual_characters(content: Path) -> str:
    """What nearly every document is set in; the characters of all texts under `content` are among it."""
    latin = {chr(point) for first, last in RANGES for point in range(first, last + 1)}
    cells = bytes(byte for row in GB_ROWS for cell in GB_CELLS for byte in (row, cell))
    chinese = set(cells.decode("gb2312", errors="ignore"))
    written = {
        character
        for path in sorted(content.rglob("*"))
        if path.suffix in {".yaml", ".md", ".svg"}
        for character in path.read_text(encoding="utf-8")
    }
    return "".join(sorted(character for character in latin | chinese | written if character.isprintable()))
