"""What a certificate says, frozen at issue: the one thing that is hashed, printed and never changed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# 1: exam, scores and hours. 2: an award may ask for no exam; the day of completion, and the number replaced.
# 3: the digest of the design's version.
SCHEMA = 3


@dataclass(frozen=True)
class ComponentScore:
    """One part of the exam as printed, out of 100."""

    label: str
    score: Decimal
    pass_mark: Decimal

    @property
    def score_text(self) -> str:
        """`86.5`, without trailing noughts."""
        return plain_number(self.score)

    @property
    def pass_mark_text(self) -> str:
        """`60`, without trailing noughts."""
        return plain_number(self.pass_mark)


@dataclass(frozen=True)
class CertificatePayload:
    """The words and numbers on the paper. `total` is the mean of the components, rounded half up to two places.

    Without an exam there are no components, `exam_title` is empty and `total` is None.
    """

    layout: str
    layout_version: int
    number: str
    title: str
    name: str
    course_title: str
    exam_title: str
    issuer: str
    components: tuple[ComponentScore, ...]
    total: Decimal | None
    hours: int
    issued_on: date
    expires_on: date | None
    photo_sha256: str
    # The day the course was finished, where the award asks for one.
    completed_on: date | None = None
    # The number of the certificate that this one stands in for.
    replaces: str = ""
    # SHA-256 of the design's version; empty for a plain layout.
    design: str = ""
    schema: int = SCHEMA

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: decimals and dates as text, so that nothing is rounded on the way."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CertificatePayload":
        """The payload as it was frozen; what is older than the schema numbers is schema 1."""
        return cls(
            **{
                "schema": 1,
                **stored,
                "components": tuple(
                    ComponentScore(part["label"], Decimal(part["score"]), Decimal(part["pass_mark"]))
                    for part in stored["components"]
                ),
                "total": Decimal(stored["total"]) if stored["total"] is not None else None,
                "issued_on": date.fromisoformat(stored["issued_on"]),
                "expires_on": _day(stored["expires_on"]),
                "completed_on": _day(stored.get("completed_on")),
            }
        )


def payload_digest(stored: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain_number(number: Decimal) -> str:
    """86.50 → `86.5`, 100.00 → `100`."""
    return f"{number.normalize():f}"


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
