"""The two spellings of QTI made one: qti-simple-choice and simpleChoice are the same element. No Django here."""

import re

from exams.bank.interchange.trees import Element

_HYPHEN = re.compile(r"-([a-z])")
_PREFIX = "qti-"
ITEM = "assessmentItem"


def unified(element: Element) -> Element:
    """The tree with the names of QTI 2; changed in place."""
    element.name = spelled(element.name)
    element.attributes = {_camel(name): value for name, value in element.attributes.items()}
    for child in element.children:
        unified(child)
    return element


def spelled(name: str) -> str:
    """The element's name in QTI 2."""
    return _camel(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else name


def _camel(name: str) -> str:
    return _HYPHEN.sub(lambda found: found[1].upper(), name)
