"""Places on the homes of people that higher apps fill: accounts knows only that somebody may have something to show.

An app registers in its AppConfig.ready, once, however often it is asked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from accounts.models import User

# Renders what it has to say to whoever asks, or nothing.
DeskPanel = Callable[[HttpRequest], SafeString]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work, how much of it waits for this person, and the page that shows it."""

    count: int
    label: str | Promise
    url: str


# (who, now) → what waits for them; nothing for those who may not do it. In a fixed number of queries.
WorkSource = Callable[[User, datetime], Iterable[Work]]

_desk_panels: list[DeskPanel] = []
_work_sources: list[WorkSource] = []


def register_desk_panel(panel: DeskPanel) -> None:
    """Show what `panel` renders on everybody's desk, beneath the place where they go on."""
    if panel not in _desk_panels:
        _desk_panels.append(panel)


def desk_panels(request: HttpRequest) -> list[SafeString]:
    """Rendered panels of a person's desk, in the order of registration."""
    return [found for panel in _desk_panels if (found := panel(request))]


def register_work(source: WorkSource) -> None:
    """Have the back office's first page say what waits for a person by `source`."""
    if source not in _work_sources:
        _work_sources.append(source)


def work_of(user: User, *, now: datetime) -> list[Work]:
    """Everything that waits for this person, without what there is none of, in the order of registration."""
    return [work for source in _work_sources for work in source(user, now) if work.count]


class SecondFactorPanel(Component):
    """A note to staff who have no second factor, on the back office's first page."""

    name = "second_factor"
    template_name = "accounts/admin/second_factor.html"
    order = 10


# Titles by code of what a token can be limited to.
TokenLimits = Callable[[], Mapping[str, str]]

_token_limits: list[TokenLimits] = []


def register_token_limits(source: TokenLimits) -> None:
    """Let a token be limited to what `source` names: exams, of which accounts knows nothing."""
    if source not in _token_limits:
        _token_limits.append(source)


def token_limits() -> dict[str, str]:
    """Titles by code, in the order of registration."""
    return {code: title for source in _token_limits for code, title in source().items()}
