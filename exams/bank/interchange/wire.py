"""Parsed items as JSON: how the child process hands them over, and how a batch keeps them. No Django here."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from exams.bank.interchange.parsing import Finding, ParsedBatch, ParsedItem, Place


def batch_to_json(batch: ParsedBatch) -> dict[str, Any]:
    """The whole batch, pictures included."""
    return {
        "items": [item_to_json(item) for item in batch.items],
        "findings": [finding_to_json(finding) for finding in batch.findings],
        "pictures": {key: b64encode(data).decode("ascii") for key, data in batch.pictures.items()},
    }


def batch_from_json(raw: Mapping[str, Any]) -> ParsedBatch:
    """The inverse of batch_to_json."""
    return ParsedBatch(
        items=[item_from_json(item) for item in raw["items"]],
        findings=[finding_from_json(finding) for finding in raw["findings"]],
        pictures={key: b64decode(data) for key, data in raw["pictures"].items()},
    )


def item_to_json(item: ParsedItem) -> dict[str, Any]:
    """All but the neutral question: by then it has become a body, or a finding says why not."""
    return {
        "place": _place_to_json(item.place),
        "source": item.source,
        "source_format": item.source_format,
        "item_type": item.item_type,
        "body": item.body,
        "key": item.key,
        "point": item.point,
        "facts": list(item.facts),
        "difficulty": item.difficulty,
        "cognitive": item.cognitive,
        "tags": list(item.tags),
        "findings": [finding_to_json(finding) for finding in item.findings],
    }


def item_from_json(raw: Mapping[str, Any]) -> ParsedItem:
    """The inverse of item_to_json."""
    place = _place_from_json(raw["place"])
    if place is None:
        raise ValueError(raw)
    return ParsedItem(
        **{
            **raw,
            "place": place,
            "facts": tuple(raw["facts"]),
            "tags": tuple(raw["tags"]),
            "findings": [finding_from_json(finding) for finding in raw["findings"]],
        }
    )


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "level": finding.level,
        "code": finding.code,
        "reason": finding.reason,
        "words": dict(finding.words),
        "place": _place_to_json(finding.place),
    }


def finding_from_json(raw: Mapping[str, Any]) -> Finding:
    """The inverse of finding_to_json."""
    return Finding(raw["level"], raw["code"], raw["reason"], raw["words"], _place_from_json(raw["place"]))


def _place_to_json(place: Place | None) -> list[str] | None:
    return [place.kind, place.at] if place else None


def _place_from_json(raw: list[str] | None) -> Place | None:
    return Place(raw[0], raw[1]) if raw else None  # type: ignore[arg-type]  # written by the function above
