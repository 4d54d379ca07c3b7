"""The body of a QTI item: its text, its interactions, and what it carries that nothing here holds. No Django here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from exams.bank.interchange.rich_text import RichTexts, gap_sign
from exams.bank.interchange.trees import Element
from exams.bank.item_types.editor import gettext_noop

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
BLOCK = (
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "extendedTextInteraction",
    "gapMatchInteraction",
    "hottextInteraction",
)
# What a text reader leaves out, and whether that has to be said.
_SILENT = {"gapText", "gapImg", "stylesheet", "responseDeclaration", "catalogInfo", "templateVariable"}
_TOLD: Mapping[str, str] = MappingProxyType(
    {
        "feedbackBlock": gettext_noop("Feedback within the text is not kept."),
        "feedbackInline": gettext_noop("Feedback within the text is not kept."),
        "templateBlock": gettext_noop("Texts that depend on drawn values are not kept."),
        "templateInline": gettext_noop("Texts that depend on drawn values are not kept."),
        "printedVariable": gettext_noop("Texts that depend on drawn values are not kept."),
        "math": gettext_noop("A formula (MathML) is not kept; please insert it as a picture."),
        "object": gettext_noop("An embedded object is not kept."),
        "audio": gettext_noop("Sound and film are not kept."),
        "video": gettext_noop("Sound and film are not kept."),
        "infoControl": gettext_noop("Help on demand is not kept."),
        "endAttemptInteraction": gettext_noop("A button of the item's own (hint, new numbers) is not kept."),
    }
)
_PICTURES = ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/bmp")


@dataclass
class Body:
    """A body taken apart."""

    stem: str = ""
    block: list[Element] = field(default_factory=list)
    inline: list[Element] = field(default_factory=list)
    # Interactions of kinds that nothing here asks.
    unknown: list[str] = field(default_factory=list)
    # What only markers read, each with its id.
    scorer: list[tuple[str, str]] = field(default_factory=list)


class BodyReader:
    """Reads the body of one item."""

    def __init__(self, texts: RichTexts, tell: Callable[[str, str], None]) -> None:
        self._texts = texts
        self._tell = tell
        self._body = Body()

    def read(self, element: Element) -> Body:
        """The text without its block interactions; inline ones are blanks in it, in their order."""
        for rubric in list(element.within("rubricBlock")):
            self._rubric(rubric)
        cleaned = self._cleaned(element)
        self._body.stem = self._texts.html(cleaned.markup())
        return self._body

    def html(self, element: Element) -> str:
        """The text of a prompt or a choice."""
        return self._texts.html(self._cleaned(element).markup())

    def gaps(self, element: Element) -> tuple[str, list[str]]:
        """The text of a gap match with its gaps as blanks, and their identifiers."""
        names: list[str] = []
        cleaned = self._cleaned(element, gaps=names)
        return self._texts.html(cleaned.markup()), names

    def _rubric(self, element: Element) -> None:
        """Instructions for candidates belong to the stem, others to the markers."""
        views = element.get("view").split()
        if views and "candidate" not in views:
            self._body.scorer.append((element.get("id"), self.html(_renamed(element))))

    def _cleaned(self, element: Element, gaps: list[str] | None = None) -> Element:
        """A copy as plain HTML; interactions are taken out and remembered."""
        inner: list[Element | str] = []
        for one in element.inner:
            if isinstance(one, str):
                inner.append(one)
            elif (kept := self._kept(one, gaps)) is not None:
                inner.append(kept)
        return Element(element.name, _html_attributes(element), inner, element.line)

    def _kept(self, one: Element, gaps: list[str] | None) -> Element | str | None:
        if one.name.endswith("Interaction"):
            return self._take_interaction(one)
        if one.name == "gap" and gaps is not None:
            gaps.append(one.get("identifier"))
            return gap_sign(len(gaps))
        return self._text_of(one, gaps)

    def _text_of(self, one: Element, gaps: list[str] | None) -> Element | str | None:
        """What is no interaction."""
        if one.name == "object" and one.get("type") in _PICTURES:
            return Element("img", {"src": one.get("data"), "alt": one.text})
        if one.name == "rubricBlock":
            return self._cleaned(_renamed(one)) if "candidate" in one.get("view") else None
        if one.name in _TOLD:
            self._tell(one.name, _TOLD[one.name])
            return one.text if one.name == "math" else None
        if one.name in _SILENT or one.name == "prompt":
            return None
        return self._cleaned(one, gaps)

    def _take_interaction(self, one: Element) -> str | None:
        """Remembered; an inline one leaves a blank."""
        if one.name in INLINE:
            self._body.inline.append(one)
            return gap_sign(len(self._body.inline))
        if one.name in BLOCK:
            self._body.block.append(one)
        elif one.name == "endAttemptInteraction":
            self._tell(one.name, _TOLD[one.name])
        else:
            self._body.unknown.append(one.name)
        return None


def _renamed(element: Element) -> Element:
    return Element("div", {}, element.inner, element.line)


def _html_attributes(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attributes.items() if name in {"src", "alt", "class"}}
