"""The layouts in which Chinese examiners write, each from a sample page with the exact items it holds."""

from pathlib import Path

import pytest
import yaml

from exams.bank.interchange.parsing import LIMITS
from exams.bank.interchange.registry import FORMATS
from exams.bank.item_types.questions import (
    BlanksQuestion,
    CaseQuestion,
    ChoiceQuestion,
    OpenQuestion,
    StatementQuestion,
)

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))


def read(text, name="chinese_text"):
    return FORMATS[name].read(text if isinstance(text, bytes) else text.encode(), limits=LIMITS)


def told(question):
    """A question as the expectations write it."""
    match question:
        case ChoiceQuestion():
            return {
                "choices" if question.is_multiple else "choice": question.stem,
                "options": [one.text for one in question.alternatives],
                "key": "".join(chr(65 + n) for n, one in enumerate(question.alternatives) if one.is_key),
            }
        case StatementQuestion():
            return {"statement": question.stem, "holds": question.holds}
        case BlanksQuestion():
            return {"blanks": question.stem, "accepted": [list(one) for one in question.accepted]}
        case OpenQuestion():
            found = {"essay" if question.is_long else "open": question.stem, "model": question.model}
            return {**found, **({"guidance": question.guidance} if question.guidance else {})}
        case CaseQuestion():
            return {"case": question.stem, "parts": [told(part) for part in question.parts]}
    return {}


def summary(item):
    line = item.place.at
    found = {"line": int(line) if line.isdigit() else line, **told(item.question)}
    if item.question is not None and item.question.general:
        found["explanation"] = item.question.general
    for name in ("difficulty", "point", "cognitive"):
        if getattr(item, name):
            found[name] = getattr(item, name)
    for level in ("error", "warning"):
        codes = [f"{one.code} {one.place.at}" for one in item.findings if one.level == level]
        if codes:
            found[f"{level}s"] = codes
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_page(path):
    expected = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))

    batch = read(path.read_bytes())

    assert [summary(item) for item in batch.items] == expected["items"]
    assert [f"{one.code} {one.place.at}" for one in batch.findings] == expected.get("findings", [])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_source_reads_alone_as_in_its_page(path):
    """What is mended in place is read without its surroundings."""
    for item in read(path.read_bytes()).items:
        if item.question is None:
            continue
        again = read(item.source)
        assert [one.question for one in again.items] == [item.question], item.source
