"""StreamField blocks of a lesson; content/README.md describes the same shapes as files."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.figures import FigureRefused, read_figure
from courses.lesson_parts import WrongCount, first_astray, wrong_counts
from courses.points import PointBlock, PointsBlock
from courses.samples import SAMPLES

FEATURES = ["bold", "link"]
# The page's own anchors; a heading may not take them.
RESERVED_ANCHORS = frozenset({"content", "objectives", "pitfalls", "key-points", "checks", "finish"})


def _facts() -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.CharBlock(max_length=24), label=_("Syllabus facts"), default=[], collapsed=True, search_index=False
    )


def _text(**kwargs: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(features=FEATURES, label=_("Text"), **kwargs)


class PartBlock(blocks.StructBlock):
    """A block of a lesson; the picker shows it as readers see it."""

    class Meta:
        preview_template = "courses/admin/block_preview.html"

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Templates of blocks ask for the block in the lesson; a sample stands in none."""
        context: dict[str, Any] = super().get_preview_context(value, parent_context)
        return {**context, "in_lesson": {"id": ""}}


class SceneBlock(PartBlock):
    """The opening scene from service work."""

    text = _text()
    facts = _facts()

    class Meta:
        icon = "openquote"
        label = _("Opening scene")
        template = "courses/blocks/scene.html"
        description = _("How a lesson opens: a moment from real service work")
        preview_value = SAMPLES["scene"]


class ObjectiveBlock(blocks.StructBlock):
    """One testable objective, tied to its knowledge point."""

    text = blocks.CharBlock(label=_("Objective"))
    point = PointBlock(label=_("Knowledge point"))


class ObjectivesBlock(PartBlock):
    """What the lesson lets one do."""

    items = blocks.ListBlock(ObjectiveBlock(), label=_("Objectives"))

    class Meta:
        icon = "list-ol"
        label = _("Objectives")
        template = "courses/blocks/objectives.html"
        description = _("Two to four things that one can do after the lesson, each with its knowledge point")
        preview_value = SAMPLES["objectives"]


class HeadingBlock(PartBlock):
    """Starts a part of the lesson and names the knowledge points that the part teaches."""

    text = blocks.CharBlock(label=_("Heading"))
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9-]+$", label=_("Anchor"), help_text=_("Lower-case letters, digits, -"), search_index=False
    )
    points = PointsBlock(label=_("Knowledge points"))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"
        description = _("Starts a part and names the knowledge points that the part teaches")
        preview_value = SAMPLES["heading"]


class ProseBlock(PartBlock):
    """Running text."""

    text = _text()
    facts = _facts()

    class Meta:
        icon = "pilcrow"
        label = _("Prose")
        template = "courses/blocks/prose.html"
        description = _("Running text of short paragraphs")
        preview_value = SAMPLES["prose"]


class DefinitionBlock(PartBlock):
    """A term and its exact definition."""

    term = blocks.CharBlock(label=_("Term"))
    text = _text()
    facts = _facts()

    class Meta:
        icon = "tag"
        label = _("Definition")
        template = "courses/blocks/definition.html"
        description = _("A term with its exact definition")
        preview_value = SAMPLES["definition"]


class ElementBlock(blocks.StructBlock):
    """One named element, explained, with the sign it is recognised by."""

    name = blocks.CharBlock(label=_("Element name"))
    text = _text()
    sign = blocks.CharBlock(label=_("How to recognise it at work"), required=False)


class ElementsBlock(PartBlock):
    """A named list, complete and in its order."""

    title = blocks.CharBlock(label=_("Title"))
    ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(ElementBlock(), label=_("Elements"))
    facts = _facts()

    class Meta:
        icon = "list-ul"
        label = _("Named elements")
        template = "courses/blocks/elements.html"
        description = _("A named list, complete and in the source's order, with the sign of each element")
        preview_value = SAMPLES["elements"]


class StepBlock(blocks.StructBlock):
    """One step of a procedure."""

    name = blocks.CharBlock(label=_("Step"))
    text = _text()


class StepsBlock(PartBlock):
    """A procedure in order."""

    title = blocks.CharBlock(label=_("Title"))
    items = blocks.ListBlock(StepBlock(), label=_("Steps"))
    facts = _facts()

    class Meta:
        icon = "order"
        label = _("Steps")
        template = "courses/blocks/steps.html"
        description = _("A procedure in order")
        preview_value = SAMPLES["steps"]


class TableBlock(PartBlock):
    """A small table: a header row and text cells."""

    caption = blocks.CharBlock(label=_("Caption"))
    header = blocks.ListBlock(blocks.CharBlock(), label=_("Header"))
    rows = blocks.ListBlock(blocks.ListBlock(blocks.CharBlock()), label=_("Rows"))
    facts = _facts()

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"
        description = _("A header row and a few rows of short cells")
        preview_value = SAMPLES["table"]


class FormulaBlock(PartBlock):
    """A formula in words and signs, with what its parts mean."""

    expression = blocks.CharBlock(label=_("Formula"))
    text = _text()
    facts = _facts()

    class Meta:
        icon = "decimal"
        label = _("Formula")
        template = "courses/blocks/formula.html"
        description = _("A formula in words and signs, with what it counts and an example")
        preview_value = SAMPLES["formula"]


class FigureBlock(PartBlock):
    """An SVG drawn in the site's own colours; checked by courses.figures before it is stored."""

    svg = blocks.TextBlock(label=_("SVG"), rows=4, search_index=False)
    title = blocks.CharBlock(label=_("Title"))
    alt = blocks.TextBlock(label=_("Alternative text"), rows=2)
    caption = blocks.CharBlock(label=_("Caption"))
    file = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*\.svg$",
        required=False,
        label=_("File name in content/"),
        help_text=_("Such as two-dimensions.svg; left empty, one is given when the page is written to its file"),
        search_index=False,
    )
    facts = _facts()

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "courses/blocks/figure.html"
        description = _("An SVG in the site's own colours, with a text for whoever cannot see it")
        preview_value = SAMPLES["figure"]

    def clean(self, value: Any) -> Any:
        """Refuse an SVG that must not be shown, in drafts too: a draft has a preview."""
        cleaned = super().clean(value)
        try:
            if cleaned["svg"]:
                read_figure(cleaned["svg"])
        except FigureRefused as refusal:
            message = _("Line %(line)d: %(reason)s") % {"line": refusal.line, "reason": refusal.reason}
            raise StructBlockValidationError({"svg": ValidationError(message)}) from refusal
        return cleaned


class CaseBlock(PartBlock):
    """A worked case that ends in a question to the reader."""

    title = blocks.CharBlock(label=_("Title"))
    text = _text()
    question = blocks.CharBlock(label=_("Question to the reader"))
    facts = _facts()

    class Meta:
        icon = "group"
        label = _("Case")
        template = "courses/blocks/case.html"
        description = _("A worked case that ends in a question to the reader")
        preview_value = SAMPLES["case"]


class PitfallBlock(blocks.StructBlock):
    """Two things that examiners like to confuse, and how to tell them apart."""

    confusion = blocks.CharBlock(label=_("Easily confused"))
    text = _text()


class PitfallsBlock(PartBlock):
    """Common confusions."""

    items = blocks.ListBlock(PitfallBlock(), label=_("Confusions"))
    facts = _facts()

    class Meta:
        icon = "warning"
        label = _("Common confusions")
        template = "courses/blocks/pitfalls.html"
        description = _("What examiners like to confuse, and how to tell it apart")
        preview_value = SAMPLES["pitfalls"]


class KeyPointsBlock(PartBlock):
    """What a candidate would copy onto a card."""

    items = blocks.ListBlock(blocks.CharBlock(), label=_("Key points"))
    facts = _facts()

    class Meta:
        icon = "key"
        label = _("Key points")
        template = "courses/blocks/key_points.html"
        description = _("Three to six lines that one would copy onto a card")
        preview_value = SAMPLES["key_points"]


class CheckOptionBlock(blocks.StructBlock):
    """One option with the sentence that answers it."""

    text = blocks.CharBlock(label=_("Option"))
    correct = blocks.BooleanBlock(label=_("Correct"), required=False)
    feedback = blocks.CharBlock(label=_("Feedback"))


class CheckValue(blocks.StructValue):
    """A knowledge check as it is asked."""

    @property
    def digest(self) -> str:
        """What was asked, in short: the same for the same stem, options and key, wherever the block stands."""
        options = [[option["text"], bool(option["correct"])] for option in self["options"]]
        asked = json.dumps([self["stem"], options], ensure_ascii=False)
        return hashlib.sha256(asked.encode()).hexdigest()


class KnowledgeCheckBlock(PartBlock):
    """A question to oneself; not from the exam bank, and not marked."""

    point = PointBlock(label=_("Knowledge point"))
    stem = blocks.TextBlock(label=_("Check question"), rows=2)
    options = blocks.ListBlock(CheckOptionBlock(), label=_("Options"), min_num=2)

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        template = "courses/blocks/check.html"
        value_class = CheckValue
        description = _("A question to oneself; every option has its own answer")
        preview_value = SAMPLES["check"]

    def clean(self, value: Any) -> Any:
        """A published question has exactly one correct option; a draft may still be without."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and sum(option["correct"] for option in cleaned["options"]) != 1:
            message = _("Mark exactly one option as correct.")
            raise StructBlockValidationError(non_block_errors=[ValidationError(message)])
        return cleaned


class LessonBlocks(blocks.StreamBlock):
    """Everything a lesson is made of."""

    scene = SceneBlock()
    objectives = ObjectivesBlock()
    heading = HeadingBlock()
    prose = ProseBlock()
    definition = DefinitionBlock()
    elements = ElementsBlock()
    steps = StepsBlock()
    table = TableBlock()
    formula = FormulaBlock()
    figure = FigureBlock()
    case = CaseBlock()
    pitfalls = PitfallsBlock()
    key_points = KeyPointsBlock()
    check = KnowledgeCheckBlock()

    def clean(self, value: Any) -> Any:
        """Anchors are what deep links point at: each stands once. A published lesson has all its parts."""
        cleaned = super().clean(value)
        errors = {
            index: StructBlockValidationError(
                {"anchor": ValidationError(_("This anchor is already used in the lesson."))}
            )
            for index in repeated_anchors(cleaned)
        }
        missing = [] if self.is_deferred_validation else [*self._faults(cleaned)]
        if errors or missing:
            raise StreamBlockValidationError(block_errors=errors, non_block_errors=missing)
        return cleaned

    def _faults(self, stream: Any) -> Iterator[ValidationError]:
        kinds = [block.block_type for block in stream]
        for wrong in wrong_counts(kinds):
            yield ValidationError(count_fault(wrong, str(self.child_blocks[wrong.kind].label)))
        if (index := first_astray(kinds)) is not None:
            yield ValidationError(ending_fault(index + 1, str(self.child_blocks[kinds[index]].label)))


def repeated_anchors(stream: Any) -> Iterator[int]:
    """Indexes of the headings whose anchor is taken, by another heading or by the page itself."""
    seen = set(RESERVED_ANCHORS)
    for index, block in enumerate(stream):
        if block.block_type == "heading" and block.value["anchor"]:
            if block.value["anchor"] in seen:
                yield index
            seen.add(block.value["anchor"])


def count_fault(wrong: WrongCount, label: str) -> str:
    """What is wrong with the number of a kind of block, for the editor."""
    if not wrong.found:
        return gettext("The lesson has no “%(label)s” yet.") % {"label": label}
    sentence = gettext("The lesson needs %(least)d to %(most)d “%(label)s”; it has %(found)d.")
    return sentence % {"label": label, "least": wrong.least, "most": wrong.most, "found": wrong.found}


def ending_fault(number: int, label: str) -> str:
    """A block stands where the lesson's ending has begun."""
    sentence = gettext("Block %(number)d “%(label)s” must stand before the common confusions, key points and checks.")
    return sentence % {"number": number, "label": label}
