"""The database refuses an approval by an author of the version or of one before it, however the row is written."""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

TRIGGER = "bank_itemversion_second_person"
COMPLAINT = "bank_itemversion is approved by somebody who wrote no part of it"
COLUMNS = "state, approver_id, author_id, item_id, number"
WROTE = """EXISTS (
    SELECT 1 FROM bank_itemversion AS other
    WHERE other.item_id = NEW.item_id AND other.number <= NEW.number AND other.author_id = NEW.approver_id
)"""


class AskASecondPerson(Operation):
    """A trigger on every way to an approved version; like every trigger, a later migration that lets SQLite make
    bank_itemversion anew has to hold this once more at its end. Rows of before are left as they are."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            refusal = f"RAISE EXCEPTION '{COMPLAINT}' USING ERRCODE = '23514'"
            schema_editor.execute(
                f"CREATE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF {WROTE} THEN {refusal}; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {TRIGGER} BEFORE INSERT OR UPDATE OF {COLUMNS} ON bank_itemversion FOR EACH ROW"
                f" WHEN (NEW.state = 'approved') EXECUTE FUNCTION {TRIGGER}()"
            )
            return
        for name, act in self._acts():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON bank_itemversion FOR EACH ROW"
                f" WHEN NEW.state = 'approved' AND {WROTE} BEGIN SELECT RAISE(ABORT, '{COMPLAINT}'); END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER} ON bank_itemversion")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {TRIGGER}()")
            return
        for name, _act in self._acts():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def _acts(self) -> tuple[tuple[str, str], ...]:
        return (f"{TRIGGER}_at_first", "INSERT"), (f"{TRIGGER}_later", f"UPDATE OF {COLUMNS}")

    def describe(self) -> str:
        return "Let nobody approve what they wrote a part of"


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0010_tags"),
    ]

    operations = [
        AskASecondPerson(),
    ]
