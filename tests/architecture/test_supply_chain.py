"""What is installed is what was looked at: pinned by hash, above every known hole, under a licence that asks nothing of us."""

import re

import pytest
import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import ROOT, listed

PINS = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
COMPILED = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
# Permissive ones, and those that ask for their own source alone.
FREE = re.compile(
    r"MIT License|MIT-0|MIT-CMU|MIT|BSD License|BSD-[23]-Clause|0BSD|ISC License \(ISCL\)|Apache Software License|Apache-2\.0"
    r"|PSF-2\.0|Python Software Foundation License|Zlib|CC0-1\.0"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
    r"|LGPL-3\.0-only|GNU Lesser General Public License v2 or later \(LGPLv2\+\)|GNU Lesser General Public License v3 \(LGPLv3\)"
)
# Read by a person: what the name alone does not settle.
SETTLED = {
    "pyphen": "under GPL, LGPL or MPL, as the user chooses: MPL",
    "pypdfium2": "its own parts BSD and Apache; those of PDFium inside the wheel are permissive and listed there",
    "qrcode": "BSD; the other entry is the trade mark notice on the words QR Code",
}


def pins_of(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(package): version.rstrip(" \\") for package, version in PINS.findall(text)}


def floors() -> list[dict]:
    return yaml.safe_load((ROOT / "docs/security/floors.yaml").read_text(encoding="utf-8"))


def licences() -> dict[str, tuple[str, str]]:
    rows = re.findall(
        r"^\| ([a-z0-9_.-]+) \| (\d\S*) \| (.+) \|$", (ROOT / "docs/security/licences.md").read_text(), re.MULTILINE
    )
    return {canonicalize_name(name): (version, licence) for name, version, licence in rows}


@pytest.mark.parametrize("name", COMPILED)
def test_every_pin_has_its_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    loose = [line for line in lines if not PINS.match(line) or "--hash=sha256:" not in line]
    assert loose == [], listed(loose)


def test_the_environment_is_made_from_hashes_alone():
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_nothing_is_below_its_security_floor():
    pinned = {**pins_of("requirements-dev.txt"), **pins_of("requirements.txt")}
    below = {
        floor["package"]: (pinned[floor["package"]], floor["at_least"], floor["advisories"])
        for floor in floors()
        if Version(pinned[floor["package"]]) < Version(floor["at_least"])
    }
    assert below == {}


def test_every_floor_names_its_advisory_once_for_each_package():
    packages = [floor["package"] for floor in floors()]
    assert packages == sorted(set(packages))
    assert [floor for floor in floors() if not floor["advisories"]] == []
    numbers = [one for floor in floors() for one in floor["advisories"] if one.startswith(("CVE", "GHSA"))]
    assert [one for one in numbers if not re.fullmatch(r"CVE-20\d\d-\d{4,6}|GHSA(-[0-9a-z]{4}){3}", one)] == []


def test_the_list_of_licences_is_the_one_of_what_is_pinned():
    pinned = pins_of("requirements.txt")
    assert {name: version for name, (version, _licence) in licences().items()} == pinned, "run make licences"


def test_no_licence_is_unknown_or_asks_for_our_own_source():
    """What is left of an expression when every name we know is taken out."""
    unknown = {
        name: left
        for name, (_version, licence) in licences().items()
        if (left := re.sub(r"\b(AND|OR)\b|[();\s]", "", FREE.sub("", licence))) and name not in SETTLED
    }
    assert unknown == {}
    assert SETTLED.keys() - licences().keys() == set()
