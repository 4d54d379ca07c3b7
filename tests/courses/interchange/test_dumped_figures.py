"""Figures written back to files: in place where only one lesson uses them, else under a name of their own."""

import pytest

from courses.services.publishing import Outcome
from tests.courses.folder import replace
from tests.courses.interchange.dumps import FIGURES, LESSONS, blocks, edit_block, written
from tests.courses.interchange.test_loader import edit, ids, lesson, run
from tests.factories.courses import SVG

pytestmark = pytest.mark.django_db


def test_an_edited_figure_is_written_under_a_name_of_its_own_while_others_use_the_old(folder):
    run(folder)
    drawn = SVG.replace("一横一竖", "改过的图")
    edit_block(lesson(1), "figure", svg=drawn.replace("\n", "\r\n"))
    report = written(folder)
    assert (report.created, report.written) == ([f"{FIGURES}/two-2.svg"], [f"{LESSONS}/01-lesson.yaml"])
    assert (folder.figure.read_text(), folder.figure.with_name("two-2.svg").read_text()) == (SVG, drawn)
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"]


def test_a_figure_that_only_its_lesson_uses_is_written_in_place(folder):
    for number in (2, 3):
        replace(folder.lesson(number), "two.svg", f"other-{number}.svg")
        folder.figure.with_name(f"other-{number}.svg").write_text(SVG)
    run(folder)
    drawn = SVG.replace("一横一竖", "改过的图")
    edit_block(lesson(1), "figure", svg=drawn)
    report = written(folder)
    assert (report.created, report.written) == ([], [f"{FIGURES}/two.svg"])
    assert folder.figure.read_text() == drawn
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"]


def test_a_new_figure_gets_a_name(folder):
    run(folder)
    figure = {"svg": SVG.replace("两个", "三个"), "title": "新图", "alt": "新图", "caption": "新图"}
    body = blocks(lesson(1))
    body.insert(4, {"type": "figure", "value": figure})
    edit(lesson(1), body=body)
    assert written(folder).created == [f"{FIGURES}/lesson-1-1.svg"]
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"]
    assert written(folder).written == []
