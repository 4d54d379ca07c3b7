"""YAML files read to nodes, so that every value still knows its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from courses.interchange.problems import ContentRefused, Problem, reason_of

MAX_BYTES = 1_000_000
MAX_DEPTH = 30

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """A YAML file as plain lists, mappings and strings, with the nodes that know the lines.

    Scalars stay strings (`0.50`, `yes`, `12:30` are what was written): the schema says what each one is.
    """

    file: str
    root: yaml.Node
    data: Any

    def line(self, location: Sequence[str | int], *, inside: int = 0) -> int:
        """The line of the value at `location`, or of the innermost part of the path that the file has.

        `inside` counts lines within a text: those of a block scalar begin below the line of its key.
        """
        node = self.root
        for part in location:
            node = _child(node, part) or node
        in_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        return int(node.start_mark.line) + 1 + (1 + inside if in_block else 0)

    def problem(self, location: Sequence[str | int], reason: str) -> Problem:
        return Problem(self.file, self.line(location), reason)

    def parse(self, schema: type[ModelT]) -> ModelT:
        """The document as `schema`; raises ContentRefused with one problem per mistake."""
        try:
            return schema.model_validate(self.data)
        except ValidationError as error:
            mistakes = [dict(item) for item in error.errors(include_url=False)]
            raise ContentRefused([self._problem_of(mistake) for mistake in mistakes]) from error

    def _problem_of(self, mistake: dict[str, Any]) -> Problem:
        inside = getattr(mistake.get("ctx", {}).get("error"), "line", 0)
        return Problem(self.file, self.line(mistake["loc"], inside=inside), reason_of(mistake))


def read_document(path: Path, *, root: Path) -> Document:
    """Read `path`, naming it in messages as it stands below `root`; raises ContentRefused."""
    return parse_document(path.read_bytes(), file=path.relative_to(root).as_posix())


def parse_document(raw: bytes, *, file: str) -> Document:
    """What a file holds, named `file` in messages; raises ContentRefused."""
    if len(raw) > MAX_BYTES:
        raise _refusal(file, 1, _("The file is larger than %(limit)d bytes.") % {"limit": MAX_BYTES})
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(file, raw.count(b"\n", 0, error.start) + 1, _("The file is not UTF-8.")) from error
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = _("Not valid YAML: %(problem)s") % {"problem": getattr(error, "problem", None) or error}
        raise _refusal(file, mark.line + 1 if mark else 1, reason) from error
    if not isinstance(node, yaml.MappingNode):
        raise _refusal(file, 1, _("The file must hold one mapping of keys and values."))
    return Document(file, node, _plain(node, file))


def _check_events(text: str, file: str) -> None:
    """Before any tree is built: an alias may unfold without end, and deep nesting overruns the C stack."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _refusal(file, line, _("YAML anchors and aliases are not allowed."))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _refusal(file, line, _("The file is nested too deeply."))


def _plain(node: yaml.Node, file: str) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, file) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise _refusal(file, key.start_mark.line + 1, _("A key stands here twice, or is not plain text."))
            found[key.value] = _plain(value, file)
        return found
    return node.value


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    return None


def _refusal(file: str, line: int, reason: str) -> ContentRefused:
    return ContentRefused([Problem(file, line, reason)])
