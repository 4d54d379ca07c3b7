"""Bank files (`schema: items/1`, see content/README.md) read to checked items, each mistake with its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from courses.interchange.documents import Document, read_document
from courses.interchange.problems import ContentRefused, Problem, reason_of
from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.models import Cognitive
from exams.bank.presentation import explain
from exams.bank.services import stored_body

Key = Annotated[str, StringConstraints(pattern=r"^[A-Z]-\d{3,}$", max_length=32)]
PointId = Annotated[str, StringConstraints(pattern=r"^C\d{3}(\.\d+)+$", max_length=24)]
FactId = Annotated[str, StringConstraints(pattern=r"^C\d{3}(\.\d+)+#\d+$", max_length=24)]


class _BankFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_: Literal["items/1"] = Field(alias="schema")
    bank: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    items: Annotated[list[dict[str, Any]], Field(min_length=1)]


class ItemHead(BaseModel):
    """What stands beside the body: everything that no item type decides."""

    key: Key
    type: Literal[*ITEM_TYPES]  # type: ignore[valid-type]  # the registry decides
    point: PointId
    facts: list[FactId] = []
    difficulty: Annotated[int, Field(ge=1, le=5)]
    cognitive: Literal[*Cognitive.values]  # type: ignore[valid-type]  # the model decides


@dataclass(frozen=True)
class FiledItem:
    """One item of a file, checked as far as the file alone allows."""

    index: int
    head: ItemHead
    body: dict[str, Any]


@dataclass(frozen=True)
class FiledBank:
    """A bank file that holds no mistake."""

    document: Document
    bank: str
    items: tuple[FiledItem, ...]

    def problem(self, item: FiledItem, reason: str, *place: str | int) -> Problem:
        return self.document.problem(("items", item.index, *place), reason)


def read_bank_file(path: Path, *, root: Path) -> FiledBank:
    """Read a file, named in messages as it stands below `root`; raises ContentRefused with every mistake."""
    document = read_document(path, root=root)
    filed = document.parse(_BankFile)
    problems: list[Problem] = []
    items: list[FiledItem] = []
    seen: set[str] = set()
    for index, raw in enumerate(filed.items):
        found = list(_mistakes(document, index, raw))
        problems += found
        if found:
            continue
        head, body = _split(raw)
        item = FiledItem(index, ItemHead.model_validate(head), body)
        if item.head.key in seen:
            problems.append(document.problem(("items", index, "key"), _("This key stands here twice.")))
        seen.add(item.head.key)
        items.append(item)
    if problems:
        raise ContentRefused(problems)
    stored = [FiledItem(item.index, item.head, stored_body(item.head.type, item.body)) for item in items]
    return FiledBank(document, filed.bank, tuple(stored))


def _split(raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    head = {name: value for name, value in raw.items() if name in ItemHead.model_fields}
    return head, {name: value for name, value in raw.items() if name not in head}


def _mistakes(document: Document, index: int, raw: dict[str, Any]) -> Iterator[Problem]:
    head, body = _split(raw)
    try:
        ItemHead.model_validate(head)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            yield document.problem(("items", index, *detail["loc"]), reason_of(dict(detail)))
    if head.get("type") not in ITEM_TYPES:
        return
    try:
        get_item_type(head["type"]).parse(body)
    except ValidationError as error:
        for location, reason in explain(error):
            yield document.problem(("items", index, *location), f"{_path(location)}: {reason}")


def _path(location: tuple[str | int, ...]) -> str:
    """`options.2.text`, counted from 1 as people do."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
