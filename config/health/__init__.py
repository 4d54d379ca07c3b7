"""What is well with the platform and what is not, and how to mend it; asked by `doctor` and by /readyz."""

from config.health.findings import Finding, State
from config.health.rounds import examine, is_ready

__all__ = ["Finding", "State", "examine", "is_ready"]
