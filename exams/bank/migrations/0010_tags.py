"""Tags, and what finds items: the newest version of each, kept by a trigger so that no way of writing one is missed."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

TRIGGER = "bank_itemversion_newest"
POINT_TO_IT = """
    INSERT INTO bank_itemsearchentry (item_id, version_id, text, has_picture, remarks)
    VALUES (NEW.item_id, NEW.id, NEW.stem_text, {false}, 0)
    ON CONFLICT (item_id) DO UPDATE SET version_id = NEW.id, text = NEW.stem_text, has_picture = {false}, remarks = 0;
"""
FILL = """
    INSERT INTO bank_itemsearchentry (item_id, version_id, text, has_picture, remarks)
    SELECT item_id, id, stem_text, {false}, 0 FROM bank_itemversion AS version WHERE number =
    (SELECT MAX(number) FROM bank_itemversion AS other WHERE other.item_id = version.item_id)
"""


class KeepNewest(Operation):
    """A trigger that points an item's search entry to each new version; like every trigger, a later migration that lets
    SQLite make bank_itemversion anew has to hold this once more at its end."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model state changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            act = POINT_TO_IT.format(false="false")
            schema_editor.execute(
                f"CREATE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {act} RETURN NULL; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {TRIGGER} AFTER INSERT ON bank_itemversion FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()"
            )
        else:
            act = POINT_TO_IT.format(false="0")
            schema_editor.execute(
                f"CREATE TRIGGER {TRIGGER} AFTER INSERT ON bank_itemversion FOR EACH ROW BEGIN {act} END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 -- Django's signature
        self._drop(schema_editor)

    def _drop(self, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER} ON bank_itemversion")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {TRIGGER}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")

    def describe(self) -> str:
        return "Point search entries to newest versions"


def fill(_apps: Any, schema_editor: Any) -> None:
    """By their stems; `manage.py refresh_item_search` adds the rest."""
    false = "false" if schema_editor.connection.vendor == "postgresql" else "0"
    schema_editor.execute(FILL.format(false=false))


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0009_export_permission"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemSearchEntry",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="bank.item",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("has_picture", models.BooleanField(default=False, verbose_name="has a picture")),
                ("remarks", models.PositiveSmallIntegerField(default=0, verbose_name="remarks")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entry", to="bank.itemversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "item search entry",
                "verbose_name_plural": "item search entries",
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="bank.bank",
                        verbose_name="bank",
                    ),
                ),
                (
                    "items",
                    models.ManyToManyField(blank=True, related_name="tags", to="bank.item", verbose_name="items"),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "name"), name="tag_once_in_bank"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        KeepNewest(),
    ]
