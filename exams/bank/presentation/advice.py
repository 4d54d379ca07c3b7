"""What the lint says, in words: what it noticed, why it matters, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.bank.lint import Finding

SENTENCES: Mapping[str, Promise] = MappingProxyType(
    {
        "negative_unmarked": _("The question turns on “%(words)s”, which is easily overread: set it in **bold**."),
        "double_negative": _("The question holds two negatives (%(words)s): ask it the plain way round."),
        "stem_long": _(
            "The stem has %(count)s characters; over %(most)s, readers lose time: shorten it, or make a case of it."
        ),
        "list_unnamed": _(
            "On “%(topic)s” the syllabus has several lists: say in the stem which chapter or model the item follows."
        ),
        "absolute_statement": _(
            "“%(words)s” in a wrong statement gives it away without any knowledge: say it without the absolute word."
        ),
        "speaks_of_others": _(
            "“%(words)s” speaks of the other options: it breaks when they are shuffled, and who knows two of them is done."
        ),
        "key_longest": _(
            "The key is by far the longest option (%(key)s characters, the next has %(next)s): guessers choose it. Shorten"
            " it, or fill out the others."
        ),
        "lengths_unlike": _("Options of %(shortest)s to %(longest)s characters: bring them to a like length."),
        "options_overlap": _("Options %(letters)s overlap: a candidate could defend both."),
        "beginning_shared": _("Every option begins with “%(words)s”: move it into the stem."),
        "ends_unlike": _("Some options end with a full stop and some do not: end them alike."),
        "absolute_distractors": _("Only wrong options hold absolute words (%(words)s): that tells which are wrong."),
        "blanks_many": _("%(count)s blanks make the candidate guess the sentence: use at most %(most)s."),
        "variant_missing": _("Blank %(number)s: a marker would also take “%(variant)s”; accept it too."),
        "explanation_short": _(
            "The explanation has only %(count)s characters: say why the key holds and why each tempting option fails."
        ),
        "explanation_placeholder": _(
            "“%(words)s” only holds a place: write the explanation; until then the item is not taken for review."
        ),
        "heading_unnamed": _("The explanation does not name the lesson heading that teaches it (“see …”)."),
        "model_too_long": _("The model answer (%(count)s characters) is longer than a candidate may write (%(most)s)."),
        "model_too_short": _("The model answer (%(count)s of %(most)s characters) is too short to mark by."),
        "levels_alike": _("“%(name)s” has two levels that read the same: a marker cannot tell them apart."),
        "key_position": _("%(count)s of %(of)s single choices have their key at %(letter)s: spread the keys."),
        "key_often_longest": _(
            "In %(count)s of %(of)s single choices the key is the longest option: chance would bring fewer."
        ),
        "statements_lean": _("%(right)s statements hold and %(wrong)s do not: bring them nearer to half and half."),
    }
)


@dataclass(frozen=True)
class Advice:
    """One remark for people; `field` names the part of the form that it speaks of, such as stem or options."""

    code: str
    field: str
    text: str


def advice_of(findings: list[Finding]) -> list[Advice]:
    """Findings in words, in their order."""
    return [
        Advice(
            one.code, str(one.place[0]) if one.place else "", _in_its_part(one, str(SENTENCES[one.code]) % one.quotes)
        )
        for one in findings
    ]


def _in_its_part(finding: Finding, text: str) -> str:
    """The remark, after the name of the part that it speaks of."""
    match finding.place:
        case ("parts", int(number), *_rest):
            return gettext("Part %(number)d: %(text)s") % {"number": number + 1, "text": text}
        case ("tasks", int(number), *_rest):
            return gettext("Task %(number)d: %(text)s") % {"number": number + 1, "text": text}
    return text
