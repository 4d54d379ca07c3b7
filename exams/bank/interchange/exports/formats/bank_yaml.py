"""Our own bank files (content/README.md): every type, whole; pictures stay in the bank and are only named."""

from typing import Any, ClassVar

import yaml

from exams.bank.interchange.exports.contract import Exporter, ExportItem, Job, Written
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop


class BankYamlExport(Exporter):
    """What `import_items` reads, and what `content/` holds."""

    name: ClassVar[str] = "bank_yaml"
    label: ClassVar[str] = gettext_noop("Bank file (.yaml)")
    extension: ClassVar[str] = "yaml"
    content_type: ClassVar[str] = "application/yaml; charset=utf-8"
    place: ClassVar[int] = 30

    def write(self, job: Job) -> Written:
        items = yaml.dump(
            [_item(one) for one in job.items],
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=10_000,
        )
        head = f"schema: items/1\n# {job.stamp.line}\nbank: {job.stamp.bank}\nitems:"
        return Written(f"{head}{' ' if items.startswith('[') else chr(10)}{items}".encode())


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, as a person would write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _item(item: ExportItem) -> dict[str, Any]:
    body = ITEM_TYPES[item.item_type].parse(item.body).model_dump(mode="json", exclude_defaults=True)
    return {
        "key": item.key,
        "type": item.item_type,
        "point": item.point_id,
        "facts": list(item.facts),
        "difficulty": item.difficulty,
        "cognitive": item.cognitive,
        **body,
    }


EXPORTER = BankYamlExport()
