"""Migration operations that make the database itself refuse to rewrite history."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class _Refusal(Operation):
    """A trigger called `<table>_<suffix>` that refuses an act on every row for which `when` holds."""

    reversible = True
    suffix = ""

    def __init__(self, table: str) -> None:
        self.table = table

    @property
    def act(self) -> str:
        """What is refused: "UPDATE", "UPDATE OF state", "DELETE"."""
        raise NotImplementedError

    @property
    def condition(self) -> str:
        """SQL over OLD and NEW, understood by both engines; empty means always."""
        return ""

    @property
    def complaint(self) -> str:
        return f"{self.table} is append-only"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        when = f" WHEN ({self.condition})" if self.condition else ""
        name = f"{self.table}_{self.suffix}"
        self._drop(schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{self.complaint}' USING ERRCODE = '23514'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {self.act} ON {self.table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {self.act} ON {self.table} FOR EACH ROW{when} "
                f"BEGIN SELECT RAISE(ABORT, '{self.complaint}'); END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        name = f"{self.table}_{self.suffix}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {self.table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class ForbidUpdate(_Refusal):
    """Add a trigger that refuses UPDATE on a table, wholly or for some columns under a condition.

    `columns` empty means any column. `when` is SQL over OLD, understood by both engines, e.g. "OLD.state = 'approved'".
    Rows can still be deleted (retention, erasure): what cannot happen is a silent change.
    """

    suffix = "no_update"

    def __init__(self, table: str, columns: Sequence[str] = (), when: str = "") -> None:
        super().__init__(table)
        self.columns = tuple(columns)
        self.when = when

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table], {"columns": self.columns, "when": self.when})

    @property
    def act(self) -> str:
        return f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"

    @property
    def condition(self) -> str:
        return self.when

    def describe(self) -> str:
        return f"Forbid UPDATE on {self.table}"


class ForbidDelete(_Refusal):
    """Add a trigger that refuses DELETE on a table, for records that no law asks to erase."""

    suffix = "no_delete"
    act = "DELETE"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table], {})

    def describe(self) -> str:
        return f"Forbid DELETE on {self.table}"


class AllowSteps(_Refusal):
    """Add a trigger that lets a column change only from one named value to another: (from, to) in `steps`."""

    suffix = "steps"

    def __init__(self, table: str, column: str, steps: Sequence[tuple[str, str]]) -> None:
        super().__init__(table)
        self.column = column
        self.steps = tuple(steps)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, self.column, self.steps], {})

    @property
    def act(self) -> str:
        return f"UPDATE OF {self.column}"

    @property
    def condition(self) -> str:
        allowed = " OR ".join(
            f"(OLD.{self.column} = '{old}' AND NEW.{self.column} = '{new}')" for old, new in self.steps
        )
        return f"OLD.{self.column} <> NEW.{self.column} AND NOT ({allowed})"

    @property
    def complaint(self) -> str:
        return f"{self.table} cannot take this step"

    def describe(self) -> str:
        return f"Allow only the named steps of {self.table}.{self.column}"


class Renewed(Operation):
    """Put a refusal back after SQLite made its table anew, which loses triggers without a word.

    A migration that alters such a table holds this at its beginning (which counts backwards) and at its end.
    """

    reversible = True

    def __init__(self, refusal: _Refusal) -> None:
        self.refusal = refusal

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.refusal], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.refusal.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.refusal.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Renew the refusal on {self.refusal.table}"


class ForbidUnder(_Refusal):
    """Add a trigger that refuses INSERT, UPDATE or DELETE of rows whose parent is frozen.

    `column` points to `parent`; `when` is SQL over the parent's columns, understood by both engines, e.g.
    "state = 'published'". A parent that is deleted takes its rows with it, unless `act` is DELETE.
    """

    def __init__(self, table: str, act: str, *, column: str, parent: str, when: str, complaint: str) -> None:
        super().__init__(table)
        self.options = {"column": column, "parent": parent, "when": when, "complaint": complaint}
        self._act = act
        self.suffix = f"no_late_{act.lower()}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, self._act], dict(self.options))

    @property
    def act(self) -> str:
        return self._act

    @property
    def complaint(self) -> str:
        return f"{self.table}: {self.options['complaint']}"

    @property
    def condition(self) -> str:
        rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[self._act]
        ids = ", ".join(f"{row}.{self.options['column']}" for row in rows)
        parent, when = self.options["parent"], self.options["when"]
        return f"EXISTS (SELECT 1 FROM {parent} WHERE id IN ({ids}) AND {when})"  # noqa: S608 -- a migration's own words

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        # PostgreSQL takes no subquery in WHEN: the function asks.
        name = f"{self.table}_{self.suffix}"
        self._drop(schema_editor)
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {self.condition} THEN "
            f"RAISE EXCEPTION '{self.complaint}' USING ERRCODE = '23514'; END IF; "
            f"RETURN {'OLD' if self._act == 'DELETE' else 'NEW'}; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {self._act} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )

    def describe(self) -> str:
        return f"Forbid {self._act} on {self.table} under a frozen row of {self.options['parent']}"
