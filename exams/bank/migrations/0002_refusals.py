"""What the database itself refuses or keeps, whoever writes.

SQLite drops a table's triggers without a word when a later migration makes the table anew: such a migration holds the
operations of that table once more at its end.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from accounts.append_only import AllowSteps, ForbidDelete, ForbidUpdate

OF_THE_ITEM = """EXISTS (
    SELECT 1 FROM bank_itemversion AS other
    WHERE other.item_id = NEW.item_id AND other.number <= NEW.number AND other.author_id = NEW.approver_id
)"""
OF_WHAT_WAS_COPIED = """EXISTS (
    SELECT 1 FROM bank_firstauthor AS first WHERE first.item_id = NEW.item_id AND first.author_id = NEW.approver_id
)"""
NEWEST = "bank_itemversion_newest"
POINT_TO_IT = """
    INSERT INTO bank_itemsearchentry (item_id, version_id, text, has_picture, remarks)
    VALUES (NEW.item_id, NEW.id, NEW.stem_text, {false}, 0)
    ON CONFLICT (item_id) DO UPDATE SET version_id = NEW.id, text = NEW.stem_text, has_picture = {false}, remarks = 0;
"""


class ForbidApproval(Operation):
    """Triggers that refuse, on every way to an approved version, an approver for whom `wrote` (SQL over NEW) holds."""

    reversible = True

    def __init__(self, trigger: str, *, columns: str, wrote: str, complaint: str) -> None:
        self.trigger, self.columns, self.wrote, self.complaint = trigger, columns, wrote, complaint

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        named = {"columns": self.columns, "wrote": self.wrote, "complaint": self.complaint}
        return (self.__class__.__name__, [self.trigger], named)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            refusal = f"RAISE EXCEPTION '{self.complaint}' USING ERRCODE = '23514'"
            schema_editor.execute(
                f"CREATE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF {self.wrote} THEN {refusal}; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {self.trigger} BEFORE INSERT OR UPDATE OF {self.columns} ON bank_itemversion"
                f" FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION {self.trigger}()"
            )
            return
        for name, act in self._acts():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON bank_itemversion FOR EACH ROW"
                f" WHEN NEW.state = 'approved' AND {self.wrote} BEGIN SELECT RAISE(ABORT, '{self.complaint}'); END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger} ON bank_itemversion")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.trigger}()")
            return
        for name, _act in self._acts():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def _acts(self) -> tuple[tuple[str, str], ...]:
        return (f"{self.trigger}_at_first", "INSERT"), (f"{self.trigger}_later", f"UPDATE OF {self.columns}")

    def describe(self) -> str:
        return f"Forbid approval: {self.complaint}"


class KeepNewest(Operation):
    """A trigger that points an item's search entry to each new version."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            act = POINT_TO_IT.format(false="false")
            schema_editor.execute(
                f"CREATE FUNCTION {NEWEST}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {act} RETURN NULL; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {NEWEST} AFTER INSERT ON bank_itemversion FOR EACH ROW EXECUTE FUNCTION {NEWEST}()"
            )
        else:
            act = POINT_TO_IT.format(false="0")
            schema_editor.execute(
                f"CREATE TRIGGER {NEWEST} AFTER INSERT ON bank_itemversion FOR EACH ROW BEGIN {act} END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {NEWEST} ON bank_itemversion")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {NEWEST}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {NEWEST}")

    def describe(self) -> str:
        return "Point search entries to newest versions"


class Migration(migrations.Migration):
    replaces = [
        ("bank", "0001_initial"),
        ("bank", "0002_approved_versions_are_immutable"),
        ("bank", "0003_reviews_are_append_only"),
        ("bank", "0004_item_media"),
        ("bank", "0005_import_batch"),
        ("bank", "0006_item_sketches"),
        ("bank", "0008_life"),
        ("bank", "0009_export_permission"),
        ("bank", "0010_tags"),
        ("bank", "0011_no_author_approves"),
        ("bank", "0012_versions_by_author"),
        ("bank", "0013_saved_filters_and_first_authors"),
        ("bank", "0014_practice_items"),
        ("bank", "0015_accepted_difficulties"),
    ]

    dependencies = [("bank", "0001_foundation")]

    operations = [
        KeepNewest(),
        ForbidApproval(
            "bank_itemversion_second_person",
            columns="state, approver_id, author_id, item_id, number",
            wrote=OF_THE_ITEM,
            complaint="bank_itemversion is approved by somebody who wrote no part of it",
        ),
        ForbidApproval(
            "bank_itemversion_first_author",
            columns="state, approver_id, item_id",
            wrote=OF_WHAT_WAS_COPIED,
            complaint="bank_itemversion is approved by somebody who wrote no part of what it was copied from",
        ),
        ForbidDelete("bank_accepteddifficulty"),
        ForbidUpdate("bank_accepteddifficulty"),
        ForbidDelete("bank_bankevent"),
        ForbidUpdate("bank_bankevent"),
        ForbidDelete("bank_firstauthor"),
        ForbidUpdate("bank_firstauthor"),
        ForbidUpdate("bank_item", columns=("practice_since",), when="OLD.practice_since IS NOT NULL"),
        ForbidUpdate("bank_itemcomment", columns=("version_id", "field", "quoted", "text", "author_id", "at")),
        ForbidUpdate("bank_itemreview"),
        AllowSteps(
            "bank_itemversion",
            column="state",
            steps=(
                ("draft", "in_review"),
                ("in_review", "draft"),
                ("in_review", "approved"),
                ("approved", "suspended"),
                ("suspended", "approved"),
                ("draft", "retired"),
                ("in_review", "retired"),
                ("approved", "retired"),
                ("suspended", "retired"),
            ),
        ),
        ForbidUpdate(
            "bank_itemversion",
            columns=(
                "item_id",
                "number",
                "body",
                "body_sha256",
                "stem_text",
                "point_id",
                "facts",
                "difficulty",
                "cognitive",
                "author_id",
            ),
            when="OLD.approved_at IS NOT NULL",
        ),
    ]
