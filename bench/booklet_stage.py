"""A paper from the shipped banks, printed as often as there are documents. Prints JSON; run by bench.booklet."""

import argparse
import io
import json
import random
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import pikepdf
from django.conf import settings
from django.utils.translation import override
from PIL import Image, ImageDraw

from exams.bank.interchange.bank_files import read_bank_file
from exams.bank.item_types.text import picture_key
from exams.papers.booklet import words
from exams.papers.booklet.content import printed_paper
from exams.papers.booklet.keys import key_sections
from exams.papers.booklet.printing import booklet_pdf, key_pdf, sheet_pdf
from exams.papers.booklet.word import BookletWord, KeyWord, SheetWord
from exams.papers.models import Paper
from exams.papers.queries import FrozenItem, FrozenPaper

CONTENT = settings.BASE_DIR / "content"
# How many of ten items have a picture.
PICTURED = 3
# What a theory paper asks.
TYPES = ("single_choice", "multiple_choice", "true_false", "fill_in", "short_answer")


def main() -> None:
    """Print the measured times as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int)
    asked = parser.parse_args()
    pictures = {picture_key(data): data for data in map(_picture, range(asked.items * PICTURED // 10))}
    content = _paper(asked.items, list(pictures))
    paper = Paper(title="理论知识试卷", form="A", seed=20261127, digest="ab" * 32)
    with override("zh-hans"):
        printed = printed_paper(paper, content, order=1, publisher="培训中心", minutes=120, trace="")
    sections, order = key_sections(printed, {}), words.order_words(order=1, seed=paper.seed)
    documents: dict[str, Callable[[], bytes]] = {
        "booklet, PDF": lambda: booklet_pdf(printed, pictures=pictures),
        "booklet once more, PDF": lambda: booklet_pdf(printed, pictures=pictures),
        "answer sheet, PDF": lambda: sheet_pdf(printed),
        "marking key, PDF": lambda: key_pdf(printed, sections, order=order, pictures=pictures),
        "booklet, Word": lambda: BookletWord(printed, kind=words.BOOKLET, pictures=pictures).write(),
        "answer sheet, Word": lambda: SheetWord(printed, kind=words.SHEET, pictures={}).write(),
        "marking key, Word": lambda: KeyWord(printed, kind=words.KEY, pictures=pictures).write(sections, order=order),
    }
    found = {
        "items": len(content.items),
        "pictures": len(pictures),
        "picture_kb": max(map(len, pictures.values())) // 1000,
        "documents": {name: _timed(write) for name, write in documents.items()},
    }
    print(json.dumps(found))


def _timed(write: Callable[[], bytes]) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    with override("zh-hans"):
        data = write()
    taken = {"wall": round(time.perf_counter() - wall, 2), "cpu": round(time.process_time() - cpu, 2)}
    pages = 0
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
    return {**taken, "pages": pages, "kb": len(data) // 1000}


def _paper(items: int, pictures: list[str]) -> FrozenPaper:
    """The first items of the shipped banks, type by type as on a real paper; some with a picture in their stem."""
    by_type: dict[str, Iterator[FrozenItem]] = {name: iter(_shipped(name)) for name in TYPES}
    shares = dict(zip(TYPES, (50, 15, 25, 5, 5), strict=True))
    chosen = [next(by_type[name]) for name in TYPES for _ in range(items * shares[name] // 100)]
    free = iter(pictures)
    frozen = []
    for slot, item in zip(count(1), chosen):
        body = item.body
        if slot % 10 < PICTURED and (key := next(free, None)):
            body = {**body, "stem": f"{body['stem']}\n\n![投诉处理流程图]({key})"}
        frozen.append(
            FrozenItem(slot=slot, marks=Decimal(1), item_type=item.item_type, body=body, version_id=slot, point_id=1)
        )
    return FrozenPaper(id=1, digest="", title="理论知识试卷", multiple_policy="all_or_nothing", items=tuple(frozen))


def _shipped(name: str) -> Iterator[FrozenItem]:
    for path in sorted((CONTENT / "banks").rglob("*.yaml")):
        for item in read_bank_file(path, root=CONTENT).items:
            if item.head.type == name:
                yield FrozenItem(slot=1, marks=Decimal(1), item_type=name, body=item.body, version_id=1, point_id=1)


def _picture(seed: int) -> bytes:
    """A flow chart as an examiner would paste one: boxes, arrows and some noise, so that it does not shrink to nothing."""
    dice, image = random.Random(seed), Image.new("RGB", (1000, 420), "white")
    pen = ImageDraw.Draw(image)
    for step in range(5):
        left = 30 + step * 195
        pen.rectangle(
            (left, 150, left + 150, 270), outline="black", width=3, fill=dice.choice(["#eef", "#efe", "#fee"])
        )
        pen.line((left + 150, 210, left + 195, 210), fill="black", width=3)
    for _ in range(20_000):
        pen.point((dice.randrange(1000), dice.randrange(420)), fill=(dice.randrange(256),) * 3)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


if __name__ == "__main__":
    main()
