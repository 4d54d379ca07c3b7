"""A file written anew with as few changed lines as its new values need: what says the same keeps its lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from pydantic import BaseModel

from courses.interchange.documents import Document
from courses.interchange.yaml_text import entry_lines, item_lines


def rewritten(*, text: str, document: Document, schema: type[BaseModel], values: Mapping[str, Any]) -> str:
    """`text` (read as `document`) with these values; its layout and comments stay where the values do."""
    before, after = schema.model_validate(document.data), schema.model_validate(plain(values))
    lines = text.splitlines()
    spans = dict(_key_spans(document.root, len(lines)))
    written = lines[: min(start for start, _stop in spans.values())]
    for name, info in schema.model_fields.items():
        key = info.alias or name
        if key not in values:
            continue
        if key in spans and getattr(before, name) == getattr(after, name):
            written += lines[slice(*spans[key])]
        elif key in spans and _is_list_of_mappings(values[key]):
            node = next(value for known, value in document.root.value if known.value == key)
            kept = _kept_items(node, spans[key], getattr(before, name))
            if kept is None:
                written += entry_lines(key, values[key])
                continue
            written += lines[spans[key][0] : node.value[0].start_mark.line]
            for value, model in zip(values[key], getattr(after, name), strict=True):
                same = next((item for item in kept if item[0] == model), None)
                written += lines[slice(*same[1])] if same else item_lines(value)
        else:
            written += entry_lines(key, values[key])
    return "".join(f"{line}\n" for line in written)


def plain(value: Any) -> Any:
    """As a reader of the file finds it: scalars are strings, for the schema to say what each one is."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key_spans(root: yaml.Node, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each key of the file with its first line and the one after its last."""
    starts = [key.start_mark.line for key, _value in root.value]
    for (key, _value), start, stop in zip(root.value, starts, [*starts[1:], end], strict=True):
        yield key.value, (start, stop)


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _kept_items(
    node: yaml.CollectionNode, span: tuple[int, int], items: Sequence[BaseModel]
) -> list[tuple[BaseModel, tuple[int, int]]] | None:
    """Each item of a list with its lines; None where items do not begin on lines of their own."""
    starts = [item.start_mark.line for item in node.value]
    if not starts or node.flow_style or len(set(starts)) != len(starts) or span[0] in starts:
        return None
    return list(zip(items, zip(starts, [*starts[1:], span[1]], strict=True), strict=True))
