"""One word for all that published pages show: another one after every change of it."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublicationStamp(models.Model):
    """One row, rewritten by the database itself whenever something changes that pages are drawn from (courses.stamp).

    A random word and no number: after a restore from a backup a number would come round again and name other pages.
    """

    ONLY = 1

    value = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("publication stamp")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_publication_stamp")]

    def __str__(self) -> str:
        return self.value


# The stamp that a request began with, where it goes by it; empty elsewhere, and then nothing is taken from memory.
found_under: ContextVar[str] = ContextVar("found_under", default="")
Answer = TypeVar("Answer")
_MOST_ANSWERS = 2_000


class UnderStamp(Generic[Answer]):
    """A read of what the stamp's triggers watch, and of nothing else: asked once in a process for each stamp.

    The stamp is read before; what is kept under it is at least as new. Answers are shared between requests: never change one.
    """

    def __init__(self, read: Callable[..., Answer]) -> None:
        self._read = read
        self._kept: tuple[str, dict[tuple[Any, ...], Answer]] = ("", {})

    def __call__(self, *key: Any) -> Answer:
        stamp = found_under.get()
        if not stamp:
            return self._read(*key)
        kept_under, answers = self._kept
        if kept_under != stamp or len(answers) >= _MOST_ANSWERS:
            answers = {}
            self._kept = (stamp, answers)
        if key not in answers:
            answers[key] = self._read(*key)
        return answers[key]
