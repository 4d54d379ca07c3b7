"""The paper on OWASP ASVS is whole and names only what is there."""

import re
from collections import Counter
from functools import cache

import yaml

from tests.architecture.tree import ROOT, listed, text

PAPER = ROOT / "docs/security/asvs.md"
NUMBERS = ROOT / "docs/security/asvs.yaml"
STATES = ["held", "partly", "not held", "does not apply"]
NOTHING = "–"
ROW = re.compile(
    r"\| (?P<number>\d+\.\d+\.\d+) \| (?P<level>[12]) \| (?P<about>[^|]+) "
    rf"\| (?P<state>{'|'.join(STATES)}) \| (?P<shown>[^|]+) \| (?P<missing>[^|]+) \|"
)
COUNTS = re.compile(r"\| (?:V(\d+) [^|]+|(all)) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|")
# A file, perhaps with one of its tests; neither addresses of the site nor names of settings and headers.
EVIDENCE = re.compile(
    r"`([\w.][\w./-]*\.(?:py|md|txt|in|html|js|toml|yaml|example)|Makefile|\.env\.example)(?:::(\w+))?`"
)


def lines():
    return PAPER.read_text(encoding="utf-8").splitlines()


@cache
def rows():
    """Each line that begins with a number, read whole: one that is written otherwise fails here."""
    found = []
    for line in lines():
        if re.match(r"\| \d", line):
            row = ROW.fullmatch(line)
            assert row, line
            found.append(row)
    return found


def test_every_requirement_is_listed_once_in_order_with_its_level():
    of_level = yaml.safe_load(NUMBERS.read_text(encoding="utf-8"))
    expected = {(number, level) for level in (1, 2) for number in of_level[f"level_{level}"]}
    assert [(row["number"], int(row["level"])) for row in rows()] == sorted(
        expected, key=lambda one: [int(part) for part in one[0].split(".")]
    )
    assert {level: len(numbers) for level, numbers in of_level.items()} == {"level_1": 70, "level_2": 183}


def test_what_is_held_is_shown_and_every_gap_is_said():
    wrong = set()
    for row in rows():
        is_shown = bool(EVIDENCE.search(row["shown"]))
        is_sentence = bool(re.fullmatch(r"[A-Z0-9`].*\.", row["missing"]))
        shall_be_shown, may_be_whole = row["state"] in {"held", "partly"}, row["state"] == "held"
        if is_shown != shall_be_shown or is_sentence == may_be_whole or (may_be_whole and row["missing"] != NOTHING):
            wrong.add(row["number"])
    assert wrong == set(), listed(wrong)


def test_files_and_tests_that_it_names_are_there():
    absent = set()
    for row in rows():
        for path, test in EVIDENCE.findall(row["shown"] + row["missing"]):
            file = ROOT / path
            if not file.is_file() or (test and not re.search(rf"^\s*def {test}\(", text(file), re.MULTILINE)):
                absent.add(f"{row['number']}: {path} {test}".rstrip())
    assert absent == set(), listed(absent)


def test_nothing_else_stands_as_evidence():
    """A path that is written otherwise would not be looked for."""
    other = {f"{row['number']}: {EVIDENCE.sub('', row['shown'])}" for row in rows() if row["shown"] != NOTHING}
    assert {one for one in other if one.partition(": ")[2].strip(" ,")} == set()


def test_counts_at_the_top_are_those_of_the_rows():
    counted = Counter((key, row["state"]) for row in rows() for key in (row["number"].split(".")[0], "all"))
    told = {
        found[1] or found[2]: [int(one) for one in found.groups()[2:]]
        for found in map(COUNTS.fullmatch, lines())
        if found
    }
    assert set(told) == {str(chapter) for chapter in range(1, 18)} | {"all"}
    assert told == {key: [counted[key, state] for state in STATES] for key in told}
