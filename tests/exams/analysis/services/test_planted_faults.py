"""An exam with four planted faults: the queue names these and no other item, and the report's figures are numpy's."""

import numpy as np
import pytest
from scipy.optimize import brentq

from exams.analysis.services import analyse_exam
from exams.analysis.services.report_tables import differences_table, form_items_tables, grouping_table
from tests.exams.analysis.planted import DEAD, DRIFTING, UNFAIR, WRONG_KEY, columns_of, expected_share, planted_exam
from tests.factories.sittings import NOW
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted():
    return planted_exam()


@pytest.fixture
def analysis(planted):
    return analyse_exam(component=planted.component, actor=make_persona("paper_maker"), now=NOW)


def test_the_queue_names_the_planted_faults_and_no_other_item(planted, analysis):
    names = {version.pk: place for place, version in enumerate(planted.versions)}
    found = {(names[one.version_id], one.kind, one.option) for one in analysis.findings.all()}
    assert found == {
        (WRONG_KEY, "suspect_key", "B"),
        (DEAD, "unchosen_distractor", "D"),
        (UNFAIR, "differs_between_groups", ""),
        (DRIFTING, "drifts_over_time", ""),
    }


def test_the_figures_are_those_of_a_plain_computation(planted, analysis):
    """Of form A, where every candidate was shown the same: the textbook's formulas."""
    rows = planted.form == 0
    marks = planted.marks[np.ix_(rows, columns_of(0))]
    total = marks.sum(axis=1)
    paper = analysis.document["forms"]["A"]
    count = marks.shape[1]
    alpha = count / (count - 1) * (1 - marks.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    assert paper["candidates"] == 200
    assert paper["mean"]["value"] == pytest.approx(total.mean())
    assert paper["deviation"]["value"] == pytest.approx(total.std(ddof=1))
    assert paper["alpha"]["value"] == pytest.approx(alpha)
    assert paper["error"]["value"] == pytest.approx(total.std(ddof=1) * np.sqrt(1 - alpha))
    assert paper["pass_share"]["value"] == pytest.approx((total >= 60).mean())
    items = analysis.document["form_items"]["A"]
    assert [one["facility"]["value"] for one in items] == pytest.approx(list((marks > 0).mean(axis=0)))
    rest = [np.corrcoef(column, total - column)[0, 1] for column in marks.T]
    assert [one["item_rest"]["value"] for one in items] == pytest.approx(rest)


def test_the_report_tells_each_form_by_its_letter_with_its_items(planted, analysis):
    assert list(analysis.document["forms"]) == ["A", "B"]
    figures, weights = form_items_tables(analysis.document, "B")
    assert (len(figures.rows), len(weights.rows)) == (40, 40)
    assert "实际权重（%）" in weights.head
    (link,) = analysis.document["links"]
    assert (link["form"], link["base"], link["common"], link["method"]) == ("B", "A", 20, "tucker")
    # What somebody earns on A who just earns 60 of 100 on B, by the curves that the answers were drawn from.
    ability = brentq(lambda at: expected_share(planted, 1, at) - 0.6, -4, 4)
    assert link["worth"]["low"] < 100 * expected_share(planted, 0, ability) < link["worth"]["high"]


def test_change_with_time_has_its_table_and_the_finding_its_direction(planted, analysis):
    drifting = f"C001.4/{planted.versions[DRIFTING].item.key} v1"
    told = analysis.document["groupings"]["month"]
    assert sum(told["sizes"].values()) == 400
    table = grouping_table("month", told, analysis.document["minima"]["dif_group"])
    assert drifting in {row[1] for row in table.rows}
    rows = differences_table(analysis.document, drifting).rows
    assert {row[0] for row in rows} >= {"按月份：随时间的变化", "按场次"}
    unfair = differences_table(analysis.document, f"C001.4/{planted.versions[UNFAIR].item.key} v1")
    ((compared, group, delta, size),) = unfair.rows
    assert (compared, group, size) == ("按学历", "高中或中专", "较大")
    assert delta.startswith("-")
    assert differences_table(analysis.document, f"C001.4/{planted.versions[DEAD].item.key} v1") is None
