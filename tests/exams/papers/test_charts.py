from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from exams.papers.charts import FOOT, MOST_COLUMNS, WIDTH, histogram


def test_a_histogram_has_a_column_for_each_number_with_the_empty_ones_between():
    chart = histogram({2: 7, 4: 14})

    assert [(one.label, one.count, one.height) for one in chart.columns] == [("2", 7, 70), ("3", 0, 0), ("4", 14, 140)]
    assert {one.y + one.height for one in chart.columns} == {FOOT}


def test_nothing_counted_is_an_empty_picture():
    assert histogram({}).columns == []


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 5000), min_size=1))
def test_a_histogram_loses_nothing_and_stays_in_its_frame(counts):
    chart = histogram(Counter(counts))

    assert sum(one.count for one in chart.columns) == sum(counts.values())
    assert len(chart.columns) <= MOST_COLUMNS
    assert all(one.x >= 0 and one.x + one.width <= WIDTH for one in chart.columns)
