"""What an item declares about its responses: the right values, and what each value earns. No Django here."""

from dataclasses import dataclass, field
from decimal import Decimal

from exams.bank.interchange.labels import exact
from exams.bank.interchange.trees import Element

_TEMPLATES = ("match_correct", "map_response", "map_response_point", "cc2_match")


@dataclass
class Declaration:
    """One response variable."""

    identifier: str
    cardinality: str = "single"
    base_type: str = ""
    correct: list[str] = field(default_factory=list)
    # Value → what it earns.
    mapping: dict[str, Decimal] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """The right values: as declared, else those that earn something."""
        return self.correct or [value for value, earned in self.mapping.items() if earned > 0]

    @property
    def accepted(self) -> list[str]:
        """Right and every other value that earns as much: for text."""
        best = max(self.mapping.values(), default=Decimal(0))
        as_good = [value for value, earned in self.mapping.items() if best > 0 and earned == best]
        return list(dict.fromkeys([*self.correct, *as_good]))

    @property
    def has_weights(self) -> bool:
        """Some right values earn more than others."""
        return len({earned for earned in self.mapping.values() if earned > 0}) > 1


def read_declarations(item: Element) -> dict[str, Declaration]:
    """All response variables by their identifiers."""
    return {one.get("identifier"): _declaration(one) for one in item.all("responseDeclaration")}


def tolerance_of(item: Element, identifier: str) -> Decimal:
    """The absolute tolerance that response processing allows for a number; 0 where it names none."""
    for processing in item.all("responseProcessing"):
        for equal in processing.within("equal"):
            names = {one.get("identifier") for one in equal.within("variable")}
            if identifier in names and equal.get("toleranceMode") == "absolute":
                return abs(exact(equal.get("tolerance").split()[0] if equal.get("tolerance") else "") or Decimal(0))
    return Decimal(0)


def has_own_rules(item: Element) -> bool:
    """Responses are scored by rules of the item's own, not by one of the standard templates."""
    for processing in item.all("responseProcessing"):
        template = processing.get("template") or processing.get("templateLocation")
        if not template and processing.children:
            return True
        if template and not template.rpartition("/")[2].removesuffix(".xml").startswith(_TEMPLATES):
            return True
    return False


def _declaration(element: Element) -> Declaration:
    found = Declaration(element.get("identifier"), element.get("cardinality", "single"), element.get("baseType"))
    for correct in element.all("correctResponse"):
        found.correct += [one.text for one in correct.all("value") if one.text]
    for mapping in element.all("mapping"):
        for entry in mapping.all("mapEntry"):
            found.mapping[entry.get("mapKey")] = exact(entry.get("mappedValue", "0")) or Decimal(0)
    return found
