"""Reads whose SQL is written once in a process: the ORM compiles a query anew each time, which costs far more than it runs.

For the few reads of every page and of an exam's way; everything else asks the ORM (docs/adr/0011).
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # the stubs lack it

M = TypeVar("M", bound=models.Model)

# Placeholders that no condition of ours has as a constant; within what a big integer column takes.
_NUMBER = 9_100_000_000_000_000_000
_TEXT = "\N{REPLACEMENT CHARACTER}parameter %d"
_YEAR = 9100

Parameter = int | str | datetime
Kind = type[int] | type[str] | type[datetime]


def _stand_in(kind: Kind, place: int) -> Parameter:
    if kind is datetime:
        return datetime(_YEAR + place, 1, 1, tzinfo=UTC)
    return _NUMBER + place if kind is int else _TEXT % place


def _adapted(value: Parameter) -> Any:
    """As it stands among the parameters of a statement."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class _Plan:
    """One engine's statement, and how its rows become objects."""

    def __init__(self, queryset: models.QuerySet[Any], stand_ins: list[Any]) -> None:
        compiler = queryset.query.get_compiler(using=connection.alias)
        self.sql, parameters = compiler.as_sql()
        stand_ins = [_adapted(value) for value in stand_ins]
        # Each parameter of the statement: the place of the caller's value, or a constant.
        self.places = [(stand_ins.index(value), None) if value in stand_ins else (None, value) for value in parameters]
        self.converters = list(compiler.get_converters([one[0] for one in compiler.select]).items())
        info: dict[str, Any] | None = compiler.klass_info
        if info is None:
            return
        fields = info["select_fields"]
        self.model: type[models.Model] = info["model"]
        self.columns = slice(fields[0], fields[-1] + 1)
        self.names = [expression.target.attname for expression, *_rest in compiler.select[self.columns]]
        self.related = get_related_populators(info, compiler.select, connection.alias)

    def instances(self, rows: Iterable[list[Any]]) -> list[Any]:
        return [self._instance(row) for row in rows]

    def rows(self, values: tuple[Any, ...]) -> list[list[Any]]:
        parameters = [constant if place is None else _adapted(values[place]) for place, constant in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return [self._converted(row) for row in cursor.fetchall()]

    def _converted(self, found: tuple[Any, ...]) -> list[Any]:
        row = list(found)
        for position, (converters, expression) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        return row

    def _instance(self, row: list[Any]) -> models.Model:
        instance = self.model.from_db(connection.alias, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, instance)
        return instance


class _Statement:
    """A queryset with parameters, compiled once for each engine.

    `build` gets a stand-in for each parameter (`kinds`: int, str or datetime) and returns the queryset; the parameters
    may only be compared with. What `build` itself puts in is kept as it was the first time, so never a moment or a user.
    `select_related`, `defer`, `only` and ordering hold; prefetching and annotations do not.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *kinds: Kind) -> None:
        self.build = build
        self.stand_ins: list[Any] = [_stand_in(kind, place) for place, kind in enumerate(kinds)]
        self.plans: dict[str, _Plan] = {}

    def plan(self) -> _Plan:
        """The statement of the engine in use."""
        plan = self.plans.get(connection.vendor)
        if plan is None:
            plan = self.plans[connection.vendor] = _Plan(self.build(*self.stand_ins), self.stand_ins)
        return plan


class PreparedValues(_Statement):
    """A statement of `values_list`: its rows as they are, converted as the ORM converts them."""

    def rows(self, *values: Parameter) -> list[list[Any]]:
        """What the queryset finds for these values, in its order."""
        return self.plan().rows(values)


class Prepared(_Statement, Generic[M]):
    """A statement that finds objects."""

    def __init__(self, build: Callable[..., models.QuerySet[M]], *kinds: Kind) -> None:
        super().__init__(build, *kinds)

    def rows(self, *values: Parameter) -> list[M]:
        """What the queryset finds for these values, in its order."""
        return self.instances(self.raw(*values))

    def raw(self, *values: Parameter) -> list[list[Any]]:
        """The same as rows of values, for who keeps them."""
        return self.plan().rows(values)

    def instances(self, rows: Iterable[list[Any]]) -> list[M]:
        """Objects of their own, made of such rows."""
        return self.plan().instances(rows)

    def first(self, *values: Parameter) -> M | None:
        """The first row, in the queryset's order; None where there is none."""
        return next(iter(self.rows(*values)), None)

    def get(self, *values: Parameter) -> M:
        """The first row; raises the model's DoesNotExist where there is none."""
        for row in self.rows(*values):
            return row
        model: Any = self.build(*self.stand_ins).model
        raise model.DoesNotExist


def hand_over(instance: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Make `instance.<name>.all()` answer with `rows`, as a prefetch would; a filter on it would find nothing."""
    found = list(rows)
    related = getattr(instance, name).model._default_manager.none()  # noqa: SLF001 -- the documented way to a model's manager
    related._result_cache, related._prefetch_done = found, True  # noqa: SLF001 -- as Django's own prefetching does
    kept: dict[str, Any] = instance.__dict__.setdefault("_prefetched_objects_cache", {})
    kept[name] = related
