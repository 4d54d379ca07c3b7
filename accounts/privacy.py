"""The words of the register of personal data; each app fills its part in its own `personal_data.py`.

A `Category` is what people read: which data, what for, on what ground, how long, who sees it. A `Record` is a table of
ours that holds some of it: which fields, whose they are, what an erasure does with them, when their time is over.
Every field of every table is in one record or named as impersonal (tests/config/services/test_register.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """Personal Information Protection Law of the People's Republic of China, article 13 (and 29)."""

    CONSENT = "13-1", _("Your consent (Personal Information Protection Law, art. 13 (1), art. 29)")
    CONTRACT = "13-2", _("Needed for what you asked us for (art. 13 (2))")
    DUTY = "13-3", _("Needed for a duty that the law lays on us (art. 13 (3))")


class Fate(StrEnum):
    """What an erasure does with a table's rows."""

    # The rows go, and their files.
    REMOVE = "remove"
    # The fields take an empty or a made-up value; the row stays, so that what points to it still holds.
    BLANK = "blank"
    # Stays, with nothing in it but the pseudonym of its person, until its time is over.
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Category:
    """What people are told about one kind of data. `months`: how long after its moment; 0: until the account goes."""

    code: str
    title: str | Promise
    data: str | Promise
    purpose: str | Promise
    ground: Ground
    retention: str | Promise
    seen_by: str | Promise
    months: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """A table with personal data.

    `person`: from a row to its user ("" for the users themselves). `exam`: from a row to the registration with whose
    record it goes, five years after the result. `since`: from a row to the moment from which its category's months
    count. `actors`: links to those who did something to somebody else's row; their name goes with their account.
    """

    model: str
    category: Category
    person: str
    fields: tuple[str, ...]
    at_erasure: Fate
    actors: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    exam: str = ""
    since: str = ""
    # A certificate stands on it: stays, emptied, as long as the certificate does.
    bears_certificate: bool = False

    @property
    def own(self) -> tuple[str, ...]:
        """The fields that are handed to the person and looked through after an erasure."""
        return self.fields


def record(model: str, category: Category, person: str, fields: str, at_erasure: Fate, **more: str | bool) -> Record:
    """A row of a register, with names of fields parted by spaces."""
    texts = {name: tuple(str(more.pop(name, "")).split()) for name in ("actors", "plain")}
    return Record(model, category, person, tuple(fields.split()), at_erasure, **texts, **more)  # type: ignore[arg-type]


def exam_record(model: str, category: Category, path: str, fields: str, **more: str | bool) -> Record:
    """A table that is part of the electronic exam record: kept under the pseudonym, and gone with its registration."""
    person = f"{path}__candidate" if path else "candidate"
    return record(model, category, person, fields, Fate.KEEP, exam=path or "pk", **more)


# "app.Model" → the names of its fields that say nothing about anybody.
Impersonal = Mapping[str, str]
MODULE = "personal_data"


def registers() -> Iterator[tuple[str, Sequence[Record], Impersonal]]:
    """(app, its records, its impersonal fields), the highest app first: what points comes before what it points to."""
    for app in apps.get_app_configs():
        if (part := _part(app.name)) is not None:
            yield app.name, part[0], part[1]


def records() -> list[Record]:
    """Every table with personal data, the highest app first."""
    return [one for _app, found, _impersonal in registers() for one in found]


def categories() -> list[Category]:
    """What people are told, the lowest app first: who they are, what they study, what they sit, what they earn."""
    parts = [found for _app, found, _impersonal in registers()]
    return list({one.category.code: one.category for found in reversed(parts) for one in reversed(found)}.values())


def _part(name: str) -> tuple[Sequence[Record], Impersonal] | None:
    if name not in _OURS:
        return None
    module = import_module(f"{name}.{MODULE}")
    return module.RECORDS, module.IMPERSONAL


_OURS = frozenset(
    {
        "accounts",
        "certificates",
        "courses",
        "exams.analysis",
        "exams.bank",
        "exams.marking",
        "exams.papers",
        "exams.practice",
        "exams.sittings",
    }
)
