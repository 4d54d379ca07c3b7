"""The database refuses to change a paper's rows, and to add one once the paper is published."""

from typing import Any, ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate

NAME = "papers_paperitem_no_late_insert"
IS_PUBLISHED = "EXISTS (SELECT 1 FROM papers_paper WHERE id = NEW.paper_id AND state = 'published')"
MESSAGE = "papers_paperitem: the paper is published"


def forbid_late_insert(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- RunPython gives both
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {IS_PUBLISHED} THEN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON papers_paperitem FOR EACH ROW EXECUTE FUNCTION {NAME}()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON papers_paperitem FOR EACH ROW WHEN {IS_PUBLISHED} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def allow_late_insert(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- RunPython gives both
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON papers_paperitem")
        schema_editor.execute(f"DROP FUNCTION {NAME}()")
    else:
        schema_editor.execute(f"DROP TRIGGER {NAME}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("papers", "0002_published_papers_are_frozen")]

    operations: ClassVar = [
        ForbidUpdate("papers_paperitem"),
        migrations.RunPython(forbid_late_insert, allow_late_insert),
    ]
