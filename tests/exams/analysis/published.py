"""The published data sets of data/SOURCES.md."""

import csv
from pathlib import Path

import numpy as np

from exams.analysis.statistics.responses import Item, Responses

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def patterns(name):
    """Marks of all candidates of a file of patterns and counts."""
    return np.array([[float(mark) for mark in row["pattern"]] for row in rows(name) for _ in range(int(row["count"]))])


def scores(column):
    """Scores of all candidates of one form of the ACT mathematics test."""
    return np.repeat(np.arange(41.0), [int(row[column]) for row in rows("act_math.csv")])


def responses(marks, maximum=1.0):
    return Responses(tuple(Item(str(number), maximum) for number in range(1, marks.shape[1] + 1)), marks)


def moodle():
    return responses(np.array([[float(mark) for mark in row.values()] for row in rows("moodle_quiz_00.csv")]))
