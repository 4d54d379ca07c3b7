"""Certificates per second and core: signed archival ones against WeasyPrint as one would first use it.

The plain way: one document at a time, system Noto Serif CJK, a fresh font configuration, no archive format, no
signature, the same template. Both ways in this process, one after the other, measured in CPU time; then the two
pictures of the same people at 150 dpi are held against each other. Prints JSON; run by bench.press.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from PIL import Image, ImageChops
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bench.specimens import Specimen, own_signer, shipped_designs, signed, specimens
from certificates.rendering.certificate import Verification, render_certificate
from certificates.rendering.sheet import PrintedDesign, Sheet, sheet_of
from certificates.signing.keys import KeptKeySigner
from courses.printing.qr import qr_svg

DPI = 150
# A pixel that differs by more than this is another pixel.
DIFFERENCE = 64
# A press that runs on: so many once more, with the plate at hand.
AGAIN = 50
COMPARED = 3


class SystemFonts(URLFetcher):
    """The template's files, without the faces that the press brings along."""

    def __init__(self, one: Specimen, sheet: Sheet) -> None:
        super().__init__(allowed_protocols=())
        self._assets = {
            "asset:faces.css": (b"", "text/css"),
            "asset:fitting.css": (sheet.rules.encode(), "text/css"),
            "asset:portrait.jpg": (one.photo, "image/jpeg"),
            "asset:qr.svg": (qr_svg(one.verify_url).encode(), "image/svg+xml"),
            **{f"asset:{name}": (asset.content, asset.content_type) for name, asset in sheet.assets.items()},
        }

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 -- WeasyPrint's signature
        content, kind = self._assets[url]
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def plain(one: Specimen, design: PrintedDesign | None) -> bytes:
    """The same template, straight through WeasyPrint."""
    sheet = sheet_of(one.payload, design)
    context = {
        **sheet.context,
        "certificate": one.payload,
        "name_lines": sheet.name_lines,
        "verification": Verification(one.verify_url),
    }
    page = HTML(string=render_to_string(sheet.template, context), url_fetcher=SystemFonts(one, sheet))
    return bytes(page.write_pdf(font_config=FontConfiguration()))


def measure(
    people: list[Specimen], plain_ones: int, signer: KeptKeySigner, design: PrintedDesign | None
) -> dict[str, Any]:
    """CPU milliseconds each way, the ratio, and how much the pictures differ."""
    # What both ways do once in a process is not counted: libraries and fonts are open.
    plain(people[0], design)
    render_certificate(people[0].payload, photo=people[0].photo, verify_url=people[0].verify_url, design=design)
    before = time.process_time()
    first = [plain(one, design) for one in people[:plain_ones]]
    plain_ms = (time.process_time() - before) * 1000 / plain_ones
    before = time.process_time()
    # With the making of the plate, which has an attachment and so is another than the one above.
    files = [signed(one, signer, design) for one in people]
    press_ms = (time.process_time() - before) * 1000 / len(people)
    again = people[:AGAIN]
    before = time.process_time()
    for one in again:
        signed(one, signer, design)
    return {
        "plain_cpu_ms": round(plain_ms, 1),
        "press_cpu_ms": round(press_ms, 2),
        "press_cpu_ms_after_the_first": round((time.process_time() - before) * 1000 / len(again), 2),
        "per_second_and_core": round(1000 / press_ms, 1),
        "ratio": round(plain_ms / press_ms, 1),
        "bytes_signed": max(map(len, files)),
        "bytes_plain": max(map(len, first)),
        "different_pixels_percent": round(max(map(_different, files[:COMPARED], first[:COMPARED])), 4),
    }


def _different(pressed: bytes, other: bytes) -> float:
    difference = ImageChops.difference(_picture(pressed), _picture(other)).histogram()
    return 100 * sum(difference[DIFFERENCE:]) / sum(difference)


def _picture(pdf: bytes) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        path.with_suffix(".pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-png", "-r", str(DPI), "-singlefile", path.with_suffix(".pdf"), path], check=True)
        return Image.open(path.with_suffix(".png")).convert("L")


def main() -> None:
    """Measure the plain layout and every shipped design, and print."""
    parser = argparse.ArgumentParser(prog="bench.press_stage", description=__doc__)
    parser.add_argument("certificates", type=int)
    parser.add_argument("plain", type=int)
    options = parser.parse_args()
    signer, found = own_signer(), {}
    designs: dict[str, PrintedDesign | None] = {"completion": None}
    for name, spec in shipped_designs().items():
        designs[name] = PrintedDesign(spec)
    for name, design in designs.items():
        layout = (design.spec.layout, design.spec.layout_version) if design else ("completion", 2)
        people = list(specimens(options.certificates, layout=layout[0], version=layout[1]))
        found[name] = measure(people, options.plain, signer, design)
    print(json.dumps(found))
