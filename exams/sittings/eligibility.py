"""Eligibility as pure code: rules and facts in, a verdict in words out. And who knows of earlier certificates and passes.

A rule asks for schooling, years of work, an earlier certificate, a finished course; all that it asks must be there. One
rule met is enough; where an exam has none, everybody may sit it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Lowest first.
SCHOOLING_ORDER = ("junior", "senior", "college", "bachelor", "master")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks; empty or 0 where it does not."""

    title: str
    schooling: str = ""
    work_years: int = 0
    certificate: str = ""
    course_id: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a candidate; schooling, work and certificates on paper are as the candidate declares them."""

    schooling: str = ""
    work_years: int = 0
    certificates: frozenset[str] = frozenset()
    finished_courses: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """How schooling, certificates and courses are called, by what the rules name."""

    schooling: Mapping[str, str] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)
    courses: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule and, a sentence each, what is missing of it."""

    title: str
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every rule as it was judged, in order; `met` is the first that is."""

    judged: tuple[Judged, ...]

    @property
    def met(self) -> Judged | None:
        return next((one for one in self.judged if one.is_met), None)

    @property
    def is_eligible(self) -> bool:
        """One rule met is enough, and so is none to meet."""
        return not self.judged or self.met is not None

    @property
    def in_words(self) -> str:
        """Which rule is met, or what is missing of each."""
        if not self.judged:
            return _("This exam asks for nothing.")
        if self.met:
            return _("Meets “%(rule)s”.") % {"rule": self.met.title}
        return "\n".join(
            _("“%(rule)s”: %(missing)s") % {"rule": one.title, "missing": " ".join(one.missing)} for one in self.judged
        )


def judge(rules: Sequence[Asked], facts: Facts, names: Names) -> Verdict:
    """Judge every rule by the facts; depends on nothing else."""
    return Verdict(tuple(Judged(rule.title, tuple(_missing(rule, facts, names))) for rule in rules))


def has_schooling(schooling: str, asked: str) -> bool:
    """Whether a degree is at least the one asked for; none is below all."""
    return bool(schooling) and SCHOOLING_ORDER.index(schooling) >= SCHOOLING_ORDER.index(asked)


def _missing(rule: Asked, facts: Facts, names: Names) -> Iterable[str]:
    if rule.schooling and not has_schooling(facts.schooling, rule.schooling):
        yield _("It asks for schooling of at least: %(degree)s.") % {
            "degree": names.schooling.get(rule.schooling, rule.schooling)
        }
    if facts.work_years < rule.work_years:
        lacking = rule.work_years - facts.work_years
        yield ngettext(
            "It asks for %(asked)d years of work; %(lacking)d year is missing.",
            "It asks for %(asked)d years of work; %(lacking)d years are missing.",
            lacking,
        ) % {"asked": rule.work_years, "lacking": lacking}
    if rule.certificate and rule.certificate not in facts.certificates:
        yield _("It asks for the certificate “%(certificate)s”.") % {
            "certificate": names.certificates.get(rule.certificate, rule.certificate)
        }
    if rule.course_id is not None and rule.course_id not in facts.finished_courses:
        yield _("It asks for the finished course “%(course)s”.") % {"course": names.courses.get(rule.course_id, "?")}


# Earlier certificates stand in a higher app, which tells of them here.


class Holder(Protocol):
    """Whoever may hold certificates: a user."""

    pk: int


@dataclass(frozen=True)
class CertificateSource:
    """What a higher app tells of certificates; `titles` are those that a rule may ask for, by code.

    `held`: the codes of those a person was given and nobody has revoked. One that has run out was earned all the same.
    """

    titles: Callable[[], Mapping[str, str]]
    held: Callable[[Holder], frozenset[str]]


_sources: list[CertificateSource] = []


def register_certificate_source(source: CertificateSource) -> None:
    """Let eligibility rules ask for the certificates that `source` knows."""
    _sources.append(source)


def certificate_titles() -> dict[str, str]:
    """Every certificate that a rule may ask for, by code."""
    return {code: title for source in _sources for code, title in source.titles().items()}


def certificates_held(person: Holder) -> frozenset[str]:
    """The codes of all certificates that a person holds by any source."""
    return frozenset().union(*(source.held(person) for source in _sources))


# So do passes of an exam's parts: (candidate, exam, when the sitting opens) → the components that are kept.
PassSource = Callable[[int, int, datetime], frozenset[int]]
_pass_sources: list[PassSource] = []


def register_pass_source(source: PassSource) -> None:
    """Let candidates keep the passes that `source` knows, by the exam's rule."""
    _pass_sources.append(source)


# And places whose attempts do not count: (candidate, exam) → registrations, as far as their candidate knows of it.
VoidSource = Callable[[int, int], frozenset[int]]
_void_sources: list[VoidSource] = []


def register_void_source(source: VoidSource) -> None:
    """Let candidates sit an exam again as though they had not sat in the places that `source` knows to be void."""
    _void_sources.append(source)


def void_places_of(candidate_id: int, exam_id: int) -> frozenset[int]:
    """The registrations of a candidate for an exam whose attempts do not count."""
    return frozenset().union(*(source(candidate_id, exam_id) for source in _void_sources))


def passes_of(candidate_id: int, exam_id: int, at: datetime) -> frozenset[int]:
    """The components of an exam that a candidate need not sit again in a sitting that opens at that moment."""
    return frozenset().union(*(source(candidate_id, exam_id, at) for source in _pass_sources))
