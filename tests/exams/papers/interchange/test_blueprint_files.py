from decimal import Decimal

import pytest
from django.conf import settings as project
from wagtail.models import ModelLogEntry

from courses.interchange.documents import read_document
from exams.papers.interchange.blueprint_files import BlueprintFile, load_blueprint
from exams.papers.models import Blueprint, BlueprintCell
from tests.factories.bank import NOW, BankFactory

TEXT = """\
schema: blueprint/1
code: theory
title: 理论知识
bank: C001.4
multiple_policy: ripkey
cells:
- {points: B-D-A, type: single_choice, difficulty: [1, 2], count: 20, marks: 2.5}
- {type: true_false, count: 25, marks: 2}
"""


@pytest.fixture
def load(tmp_path):
    def _load(text=TEXT, **fields):
        path = tmp_path / "theory.yaml"
        path.write_text(text, encoding="utf-8")
        return load_blueprint(path, root=tmp_path, **{"actor": None, "now": NOW, "dry_run": False, **fields})

    return _load


@pytest.mark.django_db
class TestLoadBlueprint:
    def test_a_file_becomes_a_blueprint_with_its_cells_in_order(self, load):
        BankFactory()

        loaded = load()

        assert (loaded.outcome, loaded.code, loaded.rejected) == ("created", "theory", [])
        blueprint = Blueprint.objects.get()
        assert (blueprint.title, blueprint.banks.get().code, blueprint.multiple_policy) == (
            "理论知识",
            "C001.4",
            "ripkey",
        )
        assert list(
            blueprint.cells.values_list(
                "position", "point_prefix", "item_type", "difficulty_from", "difficulty_to", "count", "marks_each"
            )
        ) == [
            (1, "B-D-A", "single_choice", 1, 2, 20, Decimal("2.50")),
            (2, "", "true_false", 1, 5, 25, Decimal(2)),
        ]
        assert ModelLogEntry.objects.get().action == "papers.write_blueprint"

    def test_the_same_file_again_changes_nothing(self, load):
        BankFactory()
        load()
        before = list(BlueprintCell.objects.values())

        assert load().outcome == "unchanged"
        assert list(BlueprintCell.objects.values()) == before

    @pytest.mark.parametrize(
        ("before", "after"),
        [("理论知识", "理论"), ("ripkey", "per_option"), ("count: 20", "count: 21"), ("2.5}", "2.4}")],
    )
    def test_a_changed_file_changes_the_blueprint(self, load, before, after):
        BankFactory()
        load()

        assert load(TEXT.replace(before, after)).outcome == "changed"
        assert load(TEXT.replace(before, after)).outcome == "unchanged"
        assert BlueprintCell.objects.count() == 2

    def test_a_dry_run_writes_nothing(self, load):
        BankFactory()

        assert load(dry_run=True).outcome == "created"
        assert Blueprint.objects.count() == 0

    def test_a_blueprint_needs_its_bank(self, load):
        loaded = load()

        assert [(problem.line, problem.reason) for problem in loaded.rejected] == [
            (4, "没有题库 C001.4；请先导入试题。")
        ]
        assert Blueprint.objects.count() == 0


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("code: theory", "code: the ory", 2),
        ("ripkey", "generous", 5),
        ("single_choice", "riddle", 7),
        ("[1, 2]", "[2, 1]", 7),
        ("[1, 2]", "[1, 9]", 7),
        ("count: 25", "count: 0", 8),
        ("marks: 2}", "marks: 0}", 8),
        ("marks: 2}", "marks: 2, colour: red}", 8),
        ("points: B-D-A", "points: 'b d'", 7),
    ],
)
def test_a_mistake_is_named_with_its_line(load, before, after, line):
    loaded = load(TEXT.replace(before, after))

    assert loaded.outcome == "rejected"
    assert [(problem.file, problem.line) for problem in loaded.rejected] == [("theory.yaml", line)]


@pytest.mark.parametrize(
    "path", sorted((project.CONTENT_DIR / "blueprints").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_published_blueprints_have_sixty_items_for_a_hundred_marks(path):
    filed = read_document(path, root=path.parent).parse(BlueprintFile)

    assert sum(row.count for row in filed.cells) == 60
    assert sum(row.count * row.marks for row in filed.cells) == 100
