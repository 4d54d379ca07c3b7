"""Draws search queries from the syllabus, with the lessons that must be found: `python -m tests.courses.golden`.

It writes the part `drawn` of search_golden.yaml anew and leaves `typed`, which people wrote, alone. What must be found
is decided by the files alone, with nothing of the search itself: titles, terms and listed items lead to the lessons
that the files tie to them; a word of two characters to every lesson whose text holds it. What more lessons say than one
sheet of results shows is left out, unless it is a title or a defined term: it has no single answer.
"""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import yaml
from opencc import OpenCC

from tests.architecture.tree import ROOT

CONTENT = ROOT / "content"
GOLDEN = Path(__file__).with_name("search_golden.yaml")
# How many lessons one sheet of results shows.
SHEET = 10
EVERY_TRADITIONAL, EVERY_FULL_WIDTH = 12, 3


def plain(text: str) -> str:
    """Letters, digits and Han characters only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def read_lessons() -> dict[str, dict]:
    files = sorted((CONTENT / "courses").rglob("lessons/*.yaml"))
    return {
        lesson["id"]: lesson
        for lesson in (yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for file in files)
    }


def read_points() -> list[dict]:
    syllabus = yaml.load((CONTENT / "syllabus.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [
        point
        for course in syllabus["courses"]
        for chapter in course["chapters"]
        for section in chapter["sections"]
        for point in section["points"]
    ]


def sentences(value) -> list[str]:
    """All that a lesson says where search looks: not the options of checks, not ids."""
    if isinstance(value, str):
        return [plain(value)]
    if isinstance(value, list):
        return [sentence for item in value for sentence in sentences(item)]
    if isinstance(value, dict):
        hidden = {"type", "anchor", "points", "point", "facts", "file", "options", "id", "slug", "section", "reviewed"}
        return [sentence for key, item in value.items() if key not in hidden for sentence in sentences(item)]
    return []


class Draw:
    """Queries in their order, each once."""

    def __init__(self, lessons):
        self.lessons = lessons
        self.said = {key: sentences(lesson) for key, lesson in lessons.items()}
        self.rows = {}

    def saying(self, query):
        """The lessons whose text holds the query."""
        asked = plain(query)
        return {key for key, said in self.said.items() if any(asked in sentence for sentence in said)}

    def add(self, query, lessons, origin, *, is_named=False):
        """Lessons that are tied to the query and really say it; `is_named`: it is their title, or a term of theirs."""
        saying = self.saying(query)
        found = saying & set(lessons)
        if found and len(found if is_named else saying) <= SHEET:
            row = self.rows.setdefault(query, {"q": query, "lessons": [], "from": origin})
            row["lessons"] = sorted({*row["lessons"], *found})

    def add_word(self, word, origin):
        """A word of two characters, which must be found wherever it stands."""
        if word not in self.rows:
            self.add(word, self.lessons, origin)


def draw() -> list[dict]:  # noqa: C901 -- one paragraph a kind of query
    lessons = read_lessons()
    drawn = Draw(lessons)
    teaching, stating, defining = defaultdict(set), defaultdict(set), defaultdict(set)
    for key, lesson in lessons.items():
        for block in lesson["blocks"]:
            for point in block.get("points", []):
                teaching[point].add(key)
            for fact in block.get("facts", []):
                stating[fact].add(key)
            if block["type"] == "definition":
                defining[block["term"]].add(key)
        drawn.add(lesson["title"], [key], key, is_named=True)
    for term, where in defining.items():
        drawn.add(term, where, "term", is_named=True)
    parts = []
    for point in read_points():
        drawn.add(point["title"], teaching[point["id"]], point["id"])
        for fact in point["facts"]:
            listed = list(fact.get("items", []))
            if fact["k"] == "def":
                listed.append(re.split(r"[:：]", fact["t"])[0])
            for item in listed:
                drawn.add(item, stating[fact["id"]], fact["id"])
                parts += [(half, fact["id"]) for half in halves(item)]
    for half, fact in parts:
        drawn.add_word(half, fact)
    rows = list(drawn.rows.values())
    typed = {row["q"] for row in read_golden()["typed"] or []}
    return [row for row in rows + spelt_otherwise(rows) if row["q"] not in typed]


def halves(item: str) -> list[str]:
    """The two words of a name of four characters."""
    return [item[:2], item[2:]] if re.fullmatch(r"[\u4e00-\u9fff]{4}", item) else []


def spelt_otherwise(rows) -> list[dict]:
    """Some of them in traditional characters, and those with Latin letters or digits in full width."""
    traditional = OpenCC("s2t")
    known = {row["q"] for row in rows}
    written = [{**row, "q": traditional.convert(row["q"]), "from": "traditional"} for row in rows[::EVERY_TRADITIONAL]]
    latin = [row for row in rows if re.search(r"[A-Za-z0-9]", row["q"])][::EVERY_FULL_WIDTH]
    wide = [{**row, "q": full_width(row["q"]), "from": "full width"} for row in latin]
    fresh = {row["q"]: row for row in written + wide if row["q"] not in known}
    return list(fresh.values())


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def read_golden() -> dict[str, list[dict]]:
    return yaml.load(GOLDEN.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def write_golden() -> None:
    """One query a line, so that a change of the content shows as a change of lines."""
    lines = ["# Written by `python -m tests.courses.golden`; `typed` is written by people and kept.", "typed:"]
    rows = {"typed": read_golden()["typed"] or [], "drawn": draw()}
    lines += map(line, rows["typed"])
    lines += ["drawn:", *map(line, rows["drawn"])]
    GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")


def line(row) -> str:
    inside = yaml.safe_dump(row, allow_unicode=True, default_flow_style=True, width=10_000, sort_keys=False)
    return f"- {inside.strip()}"


if __name__ == "__main__":
    write_golden()
