"""The triggers that move the publication stamp: in the same transaction as the change, whoever makes it.

A signal would miss bulk writes and the shell, and one sent before its receivers are through would name a page as new that
still is drawn from the old glossary. Drafts move nothing: an editor's autosave every three seconds would throw away
every kept page. On PostgreSQL those who publish at the same moment wait for each other here.

SQLite drops a table's triggers without a word when a migration makes the table anew, Wagtail's among them: so they are
written again after every `migrate`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.prepared import PreparedValues
from courses.models import PublicationStamp

_FUNCTION = "courses_move_stamp"
_STAMP = "courses_publicationstamp"


@dataclass(frozen=True)
class _Watched:
    """A table, the columns whose change shows on pages (none: every change), and which new and old rows count."""

    columns: tuple[str, ...] = ()
    condition: str = ""

    def when(self, act: str, *, vendor: str) -> str:
        """SQL over OLD and NEW; empty: always."""
        if act == "UPDATE":
            differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
            return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        return self.condition.format(row="NEW" if act == "INSERT" else "OLD")


_WATCHED: Mapping[str, _Watched] = {
    "wagtailcore_page": _Watched(("title", "slug", "path", "url_path", "live"), "{row}.live"),
    "courses_lessonpage": _Watched(("section", "minutes", "reviewed_on", "supplementary", "body")),
    "courses_knowledgepoint": _Watched(),
    "courses_term": _Watched(),
    "wagtailcore_site": _Watched(),
    "wagtailcore_pageviewrestriction": _Watched(),
    "courses_prerequisite": _Watched(),
    "courses_coursepage": _Watched(("prerequisite_rule",)),
}
_ACTS = ("INSERT", "UPDATE", "DELETE")

_value = PreparedValues(lambda key: PublicationStamp.objects.filter(pk=key).values_list("value"), int)


def publication_stamp() -> str:
    """The stamp now; empty where there is none, and then nothing may be kept.

    Read it before what is drawn under it: what is read later is at least as new.
    """
    return next((str(value) for (value,) in _value.rows(PublicationStamp.ONLY)), "")


def write_triggers(connection: BaseDatabaseWrapper) -> None:
    """Write the triggers of every table that is there, and the stamp's row; any number of times."""
    tables = set(connection.introspection.table_names())
    if _STAMP not in tables:
        return
    PublicationStamp.objects.using(connection.alias).get_or_create(
        pk=PublicationStamp.ONLY, defaults={"value": uuid.uuid4().hex}
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            word = "replace(gen_random_uuid()::text, '-', '')"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 -- names of this module
                f"UPDATE {_STAMP} SET value = {word}; RETURN NULL; END $$"
            )
        for table in _WATCHED.keys() & tables:
            for act in _ACTS:
                for statement in _statements(table, act, vendor=connection.vendor):
                    cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """For a migration backwards: without its table every write to a page would fail."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in _WATCHED:
            for act in _ACTS:
                place = f" ON {table}" if is_postgresql else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{place}")
        if is_postgresql:
            cursor.execute(f"DROP FUNCTION IF EXISTS {_FUNCTION}()")


def _name(table: str, act: str) -> str:
    return f"stamp_{table}_{act.lower()}"


def _statements(table: str, act: str, *, vendor: str) -> list[str]:
    name, condition = _name(table, act), _WATCHED[table].when(act, vendor=vendor)
    begin = f"TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW{f' WHEN ({condition})' if condition else ''}"
    if vendor == "postgresql":
        return [f"CREATE OR REPLACE {begin} EXECUTE FUNCTION {_FUNCTION}()"]
    moved = f"UPDATE {_STAMP} SET value = lower(hex(randomblob(16)))"  # noqa: S608 -- a name of this module
    return [f"DROP TRIGGER IF EXISTS {name}", f"CREATE {begin} BEGIN {moved}; END"]
