"""Whatever stands in a table of figures: it is computed with, or refused with a word; never an error, never no number."""

import io
import json

from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.problems import ContentRefused
from exams.analysis.interchange.keys import read_key
from exams.papers.assembly import Forms, Infeasible, Undecided, assemble, faults
from exams.papers.interchange.pool_files import KINDS, Sheet, pool_of, read_pool
from tests.security.draws import FEW, MANY, NUMBERS, TEXTS, damaged, says_why, workbook

# Pools


ITEM_HEAD = [
    "id",
    "type",
    "point",
    "difficulty",
    "key",
    "seconds",
    "uses",
    "age_days",
    "material",
    "information",
    "enemies",
]
RULE_HEAD = [
    "kind",
    "name",
    "point",
    "type",
    "count",
    "marks",
    "lowest",
    "highest",
    "value",
    "gap",
    "items",
    "difficulty_from",
]
SOME = st.sampled_from(["", "1", "2", "3", "a", "b", "a b", "0.5", *NUMBERS[:9]])


@MANY
@given(
    items=st.lists(st.lists(st.one_of(SOME, TEXTS), max_size=len(ITEM_HEAD)), max_size=6),
    rules=st.lists(
        st.tuples(st.sampled_from([*KINDS, "x"]), st.lists(st.one_of(SOME, TEXTS), max_size=len(RULE_HEAD) - 1)),
        max_size=5,
    ),
    forms=st.integers(1, 3),
)
def test_any_cells_make_a_pool_or_a_word(items, rules, forms):
    pool = Sheet("pool.xlsx", [ITEM_HEAD, *items])
    constraints = Sheet("rules.xlsx", [RULE_HEAD, *[[kind, *cells] for kind, cells in rules]])
    try:
        filed = pool_of(pool, constraints)
    except ContentRefused as refused:
        says_why(refused)
        return
    solve(filed, forms)


@MANY
@given(
    ids=st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True),
    cells=st.lists(SOME, min_size=60, max_size=60),
    rules=st.lists(st.tuples(st.sampled_from(KINDS), st.lists(SOME, max_size=len(RULE_HEAD) - 1)), max_size=4),
    length=st.integers(1, 4),
    forms=st.integers(1, 3),
)
def test_a_pool_that_reads_is_solved_or_said_to_be_insoluble(ids, cells, rules, length, forms):
    kinds = [*ITEM_HEAD[3:]]
    items = [
        [name, "mc", "P", *(cells[place * 7 + at] for at in range(len(kinds)))][: len(ITEM_HEAD)]
        for place, name in enumerate(ids)
    ]
    lines = [["length", "", "", "", str(length)], *[[kind, *more] for kind, more in rules]]
    try:
        filed = pool_of(Sheet("pool.xlsx", [ITEM_HEAD, *items]), Sheet("rules.xlsx", [RULE_HEAD, *lines]))
    except ContentRefused as refused:
        says_why(refused)
        return
    solve(filed, forms)


def solve(filed, forms):
    try:
        found = assemble(filed.items, filed.plan, forms=forms, overlap=0, seed=1)
    except (Infeasible, Undecided) as refused:
        says_why(refused)
        return
    assert isinstance(found, Forms)
    assert [faults(filed.plan, filed.items, [pick.item for pick in picks]) for picks in found.picks] == [[]] * forms


@FEW
@given(data=st.one_of(st.binary(max_size=200), damaged(workbook([ITEM_HEAD, ["a", "mc", "P"]]))))
def test_any_bytes_as_a_pool_are_refused_or_read(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("pool")
    (folder / "pool.xlsx").write_bytes(data)
    (folder / "rules.xlsx").write_bytes(workbook([RULE_HEAD, ["length", "", "", "", 1]]))
    try:
        assert read_pool(folder / "pool.xlsx", folder / "rules.xlsx").plan.cells
    except ContentRefused as refused:
        says_why(refused)


# Response matrices


ANSWERS = st.sampled_from(["A", "B", "C", "D", "AB", "", "NA", "-", "0", "1", "2", "E", "x", "1e400", "Ａ", '"'])


@given(
    data=st.one_of(
        st.binary(max_size=200), TEXTS.map(lambda text: f"item,key,marks,options\n1,{text},{text},{text}".encode())
    )
)
def test_any_bytes_as_a_key_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("key") / "key.csv"
    path.write_bytes(data)
    try:
        read_key(path)
    except ContentRefused as refused:
        says_why(refused)


@MANY
@given(
    rows=st.lists(st.lists(ANSWERS, min_size=3, max_size=3), max_size=12),
    groups=st.lists(st.sampled_from(["甲", "乙", ""]), min_size=12, max_size=12),
    key=st.lists(st.sampled_from(["A", "B", "AC|B", "", "Z", "|"]), min_size=3, max_size=3),
    marks=st.lists(st.sampled_from(["", "1", "2.5", "0", "-1", "1e400", "x"]), min_size=3, max_size=3),
    with_key=st.booleans(),
    model=st.sampled_from(["ctt", "rasch", "2pl"]),
)
def test_any_matrix_is_analysed_or_refused(  # noqa: PLR0917 -- hypothesis draws them
    tmp_path_factory, rows, groups, key, marks, with_key, model
):
    folder = tmp_path_factory.mktemp("matrix")
    lines = ["candidate,group,1,2,3", *(f"{place},{groups[place]},{','.join(row)}" for place, row in enumerate(rows))]
    (folder / "answers.csv").write_text("\n".join(lines), encoding="utf-8")
    keys = [
        "item,key,marks",
        *(f"{place},{one},{mark}" for place, (one, mark) in enumerate(zip(key, marks, strict=True), 1)),
    ]
    (folder / "key.csv").write_text("\n".join(keys), encoding="utf-8")
    asked = ["--key", str(folder / "key.csv")] if with_key else []
    said = io.StringIO()
    try:
        call_command(
            "analyse_responses",
            str(folder / "answers.csv"),
            *asked,
            "--model",
            model,
            "--json",
            "--minimum-n",
            "2",
            stdout=said,
        )
    except CommandError as refused:
        says_why(refused)
        assert json.loads(said.getvalue())["problems"]
    else:
        assert json.loads(said.getvalue())["candidates"] == len(rows)
