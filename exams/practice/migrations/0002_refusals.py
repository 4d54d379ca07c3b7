"""What was answered stays; and the database keeps items of practice and of exams apart, whoever writes.

A later migration that lets SQLite make papers_paperitem or bank_item anew has to hold KeepApart once more at its end.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from accounts.append_only import ForbidUpdate

OF_PRACTICE = """(
    SELECT item.practice_since IS NOT NULL FROM bank_itemversion AS version
    JOIN bank_item AS item ON item.id = version.item_id WHERE version.id = NEW.version_id
)"""
FOR_PRACTICE = """EXISTS (
    SELECT 1 FROM papers_paper AS paper JOIN papers_paperset AS paper_set ON paper_set.id = paper.paper_set_id
    WHERE paper.id = NEW.paper_id AND paper_set.kind = 'practice'
)"""
ON_A_PAPER = """EXISTS (
    SELECT 1 FROM papers_paperitem AS slot JOIN bank_itemversion AS version ON version.id = slot.version_id
    WHERE version.item_id = NEW.id
)"""
# Name, act, table, when it is refused, what is said.
RULES = (
    (
        "papers_paperitem_apart",
        "INSERT",
        "papers_paperitem",
        f"{OF_PRACTICE} <> {FOR_PRACTICE}",
        "papers_paperitem: practice items stand on mock exams, and nothing else does",
    ),
    (
        "bank_item_apart",
        "UPDATE OF practice_since",
        "bank_item",
        f"OLD.practice_since IS NULL AND NEW.practice_since IS NOT NULL AND {ON_A_PAPER}",
        "bank_item: what stands on a paper is not for practice",
    ),
)


class KeepApart(Operation):
    """Two triggers: one on what comes onto a paper, one on what is given to practice."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for name, act, table, condition, complaint in RULES:
            if is_postgresql:
                refusal = f"RAISE EXCEPTION '{complaint}' USING ERRCODE = '23514'"
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN IF {condition} THEN {refusal}; END IF; RETURN NEW; END $$"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{complaint}'); END"
                )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for name, _act, table, _condition, _complaint in RULES:
            if is_postgresql:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def describe(self) -> str:
        return "Keep items of practice and of exams apart"


class Migration(migrations.Migration):
    replaces = [("practice", "0001_initial"), ("practice", "0002_practice_stands_apart")]

    dependencies = [
        ("practice", "0001_foundation"),
        ("bank", "0002_refusals"),
        ("papers", "0002_refusals"),
        ("sittings", "0002_refusals"),
    ]

    operations = [
        KeepApart(),
        ForbidUpdate("practice_forecast"),
        ForbidUpdate("practice_practiceanswer"),
        ForbidUpdate("practice_practicequestion"),
        ForbidUpdate("practice_reviewlog"),
    ]
