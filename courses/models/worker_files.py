"""What files that the task worker makes have in common, whatever they hold."""

from datetime import datetime, timedelta
from typing import Any

# A task that has said nothing for so long has died with its worker.
PATIENCE = timedelta(minutes=15)


class MadeByWorker:
    """A row that asks for a file: its states begin with waiting and making, with the time of each."""

    state: Any
    asked_at: Any
    begun_at: Any

    def is_under_way(self, *, now: datetime) -> bool:
        """Whether somebody will make it or is making it; no longer where that task must have died."""
        since = {"waiting": self.asked_at, "making": self.begun_at}.get(self.state)
        return since is not None and since > now - PATIENCE
