from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from exams.bank.item_types import ITEM_TYPES
from exams.papers.services.shapes import SHAPES, ranges_by_points, spread


def test_every_shape_is_a_whole_paper_of_known_types():
    for shape in SHAPES.values():
        assert sum(part.count * part.marks_each for part in shape.sections) == 100
        assert {part.item_type for part in shape.sections} <= set(ITEM_TYPES)


def test_without_ranges_a_shape_asks_for_any_point():
    cells = spread(SHAPES["60-20-20"], [])

    assert [(cell.point_prefix, cell.item_type, cell.count, cell.marks_each) for cell in cells] == [
        ("", "single_choice", 60, Decimal(1)),
        ("", "multiple_choice", 20, Decimal(1)),
        ("", "true_false", 20, Decimal(1)),
    ]


def test_a_shape_is_spread_by_weight():
    cells = spread(SHAPES["60-20-10"], ranges_by_points([("B-A", 6), ("B-B", 4)]))

    assert [(cell.point_prefix, cell.item_type, cell.count) for cell in cells] == [
        ("B-A", "single_choice", 36),
        ("B-B", "single_choice", 24),
        ("B-A", "true_false", 12),
        ("B-B", "true_false", 8),
        ("B-A", "multiple_choice", 6),
        ("B-B", "multiple_choice", 4),
    ]


@given(
    weights=st.lists(st.integers(1, 40), min_size=1, max_size=20),
    name=st.sampled_from(["60-20-20", "60-20-10", "80-20", "40-20-20"]),
)
def test_each_range_carries_its_weight_exactly(weights, name):
    ranges = ranges_by_points([(f"B-{chr(65 + place)}", weight) for place, weight in enumerate(weights)])

    cells = spread(SHAPES[name], ranges)

    marks = Counter()
    counts = Counter()
    for cell in cells:
        marks[cell.point_prefix] += cell.count * cell.marks_each
        counts[cell.item_type] += cell.count
    assert sum(part.weight for part in ranges) == 100
    assert marks == {part.point_prefix: part.weight for part in ranges}
    assert counts == {part.item_type: part.count for part in SHAPES[name].sections}


def test_no_weights_make_no_ranges():
    assert ranges_by_points([]) == []
