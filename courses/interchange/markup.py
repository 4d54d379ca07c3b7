"""The markup of content files, paragraphs and **bold**, turned into the HTML that the editor stores."""

import re

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from courses.prose import NotPlainProse, read_paragraphs

_STRANGE = re.compile(
    r"(?P<tag></?[A-Za-z!])|(?P<code>`)|(?P<link>\]\()|(?P<block>^[ \t]*(?:#{1,6} |[-*+] |> |\d+\. |\|))", re.MULTILINE
)
# A line break between two Chinese characters is the writer's, not a space of the text.
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f\n])")


_OTHER = gettext_lazy("Only paragraphs and bold words can be written into a file, not “%(tag)s”.")
_REASONS = {
    "a": gettext_lazy("A link cannot be written into a file: say in words where to look."),
    "br": gettext_lazy("A line break inside a paragraph cannot be written into a file: begin a new paragraph."),
}


class MarkupRefused(ValueError):
    """Text that uses more than paragraphs and bold, and in which of its lines, counted from 0."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


def _bold(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it calls rules so
    """`**…**` whatever stands beside it: CommonMark's own rule fails beside Chinese punctuation."""
    start = state.pos + 2
    end = state.src.find("**", start)
    if not state.src.startswith("**", state.pos) or end <= start:
        return False
    if not silent:
        state.push("bold_open", "b", 1)
        state.push("text", "", 0).content = state.src[start:end]
        state.push("bold_close", "b", -1)
    state.pos = end + 2
    return True


_parser = MarkdownIt("zero")
_parser.inline.ruler.push("bold", _bold)
_parser.inline.ruler.enableOnly(["text", "bold"])


def check_plain(text: str) -> str:
    """A line without any markup; raises MarkupRefused."""
    if "**" in text or "\n" in text:
        raise MarkupRefused(_("This is one plain line: no bold and no line break."))
    return _without_markup(text)


def to_html(text: str) -> str:
    """Paragraphs and bold as HTML; raises MarkupRefused for anything else that looks like markup."""
    text = text.strip()
    _without_markup(text)
    for paragraph in re.finditer(r".+(?:\n.+)*", text):
        if paragraph[0].count("**") % 2:
            line = text.count("\n", 0, paragraph.start())
            raise MarkupRefused(_("A ** is opened and not closed within its paragraph."), line)
    html: str = _parser.render(_BREAK.sub("", text))
    return nh3.clean(html, tags={"p", "b"}, attributes={}).strip().replace("</p>\n<p>", "</p><p>")


def from_html(html: str) -> str:
    """The text of a file that says what the editor stored; raises MarkupRefused for what a file cannot say."""
    try:
        paragraphs = read_paragraphs(html)
    except NotPlainProse as refusal:
        raise MarkupRefused(_REASONS.get(refusal.tag, _OTHER) % {"tag": refusal.tag}) from refusal
    text = "\n\n".join(
        "".join(f"**{run.text}**" if run.bold else run.text for run in paragraph) for paragraph in paragraphs
    )
    # A single star at the edge of bold words would be taken for a part of their own.
    if "***" in text or any("**" in run.text for paragraph in paragraphs for run in paragraph):
        raise MarkupRefused(_("Two stars stand in the text; in a file they make words bold."))
    return _without_markup(text)


def _without_markup(text: str) -> str:
    if found := _STRANGE.search(text):
        reason = _("“%(found)s”: only paragraphs and **bold** are allowed.") % {"found": found[0].strip()}
        raise MarkupRefused(reason, text.count("\n", 0, found.start()))
    return text
