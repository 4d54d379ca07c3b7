import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.exams.analysis.published import DATA, patterns
from tests.exams.analysis.simulated import good_bank


def run(*arguments):
    out = StringIO()
    call_command("analyse_responses", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def lsat(tmp_path):
    path = tmp_path / "lsat.csv"
    rows = [",".join(str(int(mark)) for mark in row) for row in patterns("lsat6.csv")]
    path.write_text("\n".join(["1,2,3,4,5", *rows]))
    return path


def test_one_json_object_tells_the_published_figures(lsat):
    found = json.loads(run(lsat, "--model", "2pl", "--pass-mark", "60", "--json"))
    assert (found["candidates"], found["item_count"], found["missing"], found["model"]) == (1000, 5, "wrong", "2pl")
    assert found["paper"]["alpha"]["value"] == pytest.approx(0.294997, abs=5e-7)
    assert found["paper"]["alpha"]["low"] < 0.295 < found["paper"]["alpha"]["high"]
    assert found["calibration"]["log_likelihood"] == pytest.approx(-2466.653, abs=5e-4)
    assert [round(item["slope"]["value"], 3) for item in found["calibration"]["items"]] == [
        *(0.826, 0.723, 0.891, 0.688, 0.657)
    ]
    assert found["minima"]["two_parameter"] == 200
    assert found["problems"] == []


def test_the_rasch_model_in_logits(lsat):
    found = json.loads(run(lsat, "--model", "rasch", "--json"))["calibration"]
    assert [round(item["difficulty"]["value"], 2) for item in found["items"]] == [-2.73, -1.0, -0.24, -1.31, -2.1]
    assert round(found["latent_variance"]["value"], 2) == 0.57


def test_a_constant_item_is_null_with_its_reason(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("a,b,c\n" + "1,0,1\n1,1,0\n1,1,1\n1,0,0\n" * 10)
    text = run(path, "--json")
    found = json.loads(text)
    assert found["items"][0]["item_rest"] == {"value": None, "reason": "no_spread", "n": 40}
    assert "NaN" not in text
    assert "Infinity" not in text


def test_findings_are_told_in_plain_words(tmp_path):
    bank = good_bank(np.random.default_rng(12), candidates=400, items=20)
    letters = np.array(["", "A", "B", "", "C", "", "", "", "D"])[bank.chosen]
    letters[letters[:, 3] == "B", 3] = "C"
    answers, key = tmp_path / "answers.csv", tmp_path / "key.csv"
    names = [item.name for item in bank.items]
    answers.write_text("\n".join([",".join(names), *map(",".join, letters)]))
    key.write_text("item,key\n" + "".join(f"{name},{'C' if name == 'Q7' else 'A'}\n" for name in names))
    found = json.loads(run(answers, "--key", key, "--json"))["findings"]
    assert [(one["item"], one["kind"], one["option"], one["action"]) for one in found] == [
        ("Q4", "unchosen_distractor", "B", "revise_distractor"),
        ("Q7", "suspect_key", "A", "check_key"),
    ]
    lines = run(answers, "--key", key).splitlines()
    assert lines[-2:] == [
        "Q4：选项 B 几乎无人选择。请修改该选项。",
        "Q7：答案可能有误：水平较高者多选 A，水平较低者反而多选答案。请核对答案。",
    ]


def test_what_is_withheld_says_how_many_are_needed():
    lines = run(DATA / "moodle_quiz_00.csv").splitlines()
    assert lines[0] == "moodle_quiz_00.csv：25 名考生，7 道试题"
    assert lines[2] == "α 系数：人数不足：25 人，至少需要 30 人；测量标准误：人数不足：25 人，至少需要 30 人"
    assert run(DATA / "moodle_quiz_00.csv", "--minimum-n", "25").splitlines()[2].startswith("α 系数：-0.872")


def test_a_bad_file_fails_with_every_place(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("a,b\n1,x\n1\n")
    out = StringIO()
    with pytest.raises(CommandError, match="第 3 行"):
        call_command("analyse_responses", str(path), "--json", stdout=out)
    (problem,) = json.loads(out.getvalue())["problems"]
    assert (problem["line"], problem["file"]) == (3, "marks.csv")


def test_a_dry_run_reads_and_analyses_nothing(lsat):
    assert json.loads(run(lsat, "--dry-run", "--json")) == {
        "file": "lsat.csv",
        "candidates": 1000,
        "item_count": 5,
        "missing": "wrong",
        "not_shown": 0,
        "problems": [],
    }


@pytest.mark.parametrize("percent", ["0", "100", "x", "-5"])
def test_a_pass_mark_is_a_percentage(lsat, percent):
    with pytest.raises(CommandError, match="--pass-mark"):
        run(lsat, f"--pass-mark={percent}")
