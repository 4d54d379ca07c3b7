"""Filters that people keep; and who wrote what an item was copied from approves nothing of the copy."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from accounts.append_only import ForbidDelete, ForbidUpdate

TRIGGER = "bank_itemversion_first_author"
COMPLAINT = "bank_itemversion is approved by somebody who wrote no part of what it was copied from"
WROTE = """EXISTS (
    SELECT 1 FROM bank_firstauthor AS first WHERE first.item_id = NEW.item_id AND first.author_id = NEW.approver_id
)"""
COLUMNS = "state, approver_id, item_id"


class AskSomebodyElse(Operation):
    """A trigger like that of 0011, for the authors of what a copy was made from; a later migration that lets SQLite make
    bank_itemversion anew has to hold it once more at its end."""

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
        return "Let nobody approve a copy of what they wrote"


def remember_first_authors(apps: Any, schema_editor: Any) -> None:
    """What was copied before: the log says from where ("BANK KEY vN"), as far as it still stands there."""
    events = apps.get_model("bank", "BankEvent").objects.filter(act="copied", item__isnull=False).order_by("at", "pk")
    versions, first = apps.get_model("bank", "ItemVersion").objects, apps.get_model("bank", "FirstAuthor").objects
    for event in events.using(schema_editor.connection.alias):
        code, _space, rest = str(event.details.get("from", "")).partition(" ")
        key, _space, number = rest.rpartition(" v")
        if not number.isdigit():
            continue
        own = versions.filter(item__bank__code=code, item__key=key, number__lte=int(number))
        authors = set(own.values_list("author", flat=True))
        authors |= set(first.filter(item__bank__code=code, item__key=key).values_list("author", flat=True))
        for author in sorted(authors):
            first.get_or_create(item_id=event.item_id, author_id=author)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bank", "0012_versions_by_author"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_authors",
                        to="bank.item",
                        verbose_name="item",
                    ),
                ),
            ],
            options={
                "verbose_name": "first author",
                "verbose_name_plural": "first authors",
                "ordering": ["item", "pk"],
                "constraints": [models.UniqueConstraint(fields=("item", "author"), name="first_author_once_per_item")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(max_length=1000, verbose_name="filters")),
                (
                    "bank",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to="bank.bank",
                        verbose_name="bank",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "bank", "name"), name="saved_filter_once_in_bank"),
                    models.UniqueConstraint(
                        condition=models.Q(("bank", None)),
                        fields=("user", "name"),
                        name="saved_filter_once_for_all_banks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                        ),
                        name="saved_filter_says_something",
                    ),
                ],
            },
        ),
        ForbidUpdate("bank_firstauthor"),
        ForbidDelete("bank_firstauthor"),
        migrations.RunPython(remember_first_authors, migrations.RunPython.noop),
        AskSomebodyElse(),
    ]
