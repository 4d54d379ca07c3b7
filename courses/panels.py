"""Places in our pages that a higher app fills: courses knows only that somebody may have something to show.

A higher app registers in its AppConfig.ready; a panel with nothing to say returns an empty string.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from courses.models import ChapterPage

ChapterPanel = Callable[[HttpRequest, ChapterPage], SafeString]

_chapter_panels: list[ChapterPanel] = []


def register_chapter_panel(panel: ChapterPanel) -> None:
    """Show `panel(request, chapter)` on every chapter page, after those registered before; once, however often asked."""
    if panel not in _chapter_panels:
        _chapter_panels.append(panel)


def chapter_panels(request: HttpRequest, chapter: ChapterPage) -> SafeString:
    """All panels of a chapter page, in the order of registration."""
    return mark_safe("".join(panel(request, chapter) for panel in _chapter_panels))  # noqa: S308 -- SafeStrings joined
