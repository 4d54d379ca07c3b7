"""Verify the archive of an exam sitting: `python3 verify.py ARCHIVE.zip` needs Python 3.9 and nothing else.

Checks every file against the manifest, every answer log against its chain, its answers and its receipt, and every log
against the signed roots. With the library `cryptography` it checks the signatures too; without it, it says that it did
not. Take this script from somebody you trust, not from the archive that you doubt. Exit status 0: nothing was found.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # type: ignore[assignment,misc]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNSIGNED = {"manifest.json", "manifest.sig"}


class Report:
    """What was looked at and what was found."""

    def __init__(self) -> None:
        self.files = self.attempts = self.events = self.roots = 0
        self.signatures = "checked" if Ed25519PublicKey is not None else "not checked: cryptography is not installed"
        self.fingerprint = ""
        self.faults: list[str] = []

    def fault(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")


def canonical(value: "Any") -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: "Any") -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Whether the signature is right; true where it cannot be checked, which the report says."""
    if Ed25519PublicKey is None:
        return True
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), message)
    except Exception:  # noqa: BLE001 -- whatever is wrong with it, it is no signature
        return False
    return True


def verify(path: str, fingerprint: str = "") -> Report:
    """Look at everything in the archive; `fingerprint` is the key's as its owner published it."""
    report = Report()
    with zipfile.ZipFile(path) as archive:
        manifest = check_manifest(archive, report, fingerprint)
        present = [name for name in manifest.get("files", {}) if name in archive.namelist()]
        heads: dict[int, dict[int, str]] = {}
        for name in present:
            if name.startswith("attempts/") and name.endswith("/attempt.json"):
                check_attempt(archive, name, report, heads)
        if "roots.json" in present:
            check_roots(json.loads(archive.read("roots.json")), report, heads)
    return report


def check_manifest(archive: zipfile.ZipFile, report: Report, fingerprint: str) -> "dict[str, Any]":
    names = archive.namelist()
    if not set(names) >= UNSIGNED:
        report.fault("manifest.json", "the archive has no signed manifest")
        return {}
    raw = archive.read("manifest.json")
    manifest: dict[str, Any] = json.loads(raw)
    key = manifest["key"]
    report.fingerprint = hashlib.sha256(base64.b64decode(key["public_key"])).hexdigest()
    if fingerprint and fingerprint.lower() != report.fingerprint:
        report.fault("manifest.json", "signed with another key than the one you named")
    if not is_signed(key["public_key"], raw, archive.read("manifest.sig").decode()):
        report.fault("manifest.sig", "the signature is wrong")
    for name in sorted(set(names) - UNSIGNED - set(manifest["files"])):
        report.fault(name, "not in the manifest")
    for name in sorted({name for name in names if names.count(name) > 1}):
        report.fault(name, "in the archive more than once")
    for name, sha256 in manifest["files"].items():
        report.files += 1
        if name not in names:
            report.fault(name, "missing")
        elif hashlib.sha256(archive.read(name)).hexdigest() != sha256:
            report.fault(name, "changed: its digest is not the manifest's")
    return manifest


def check_attempt(archive: zipfile.ZipFile, name: str, report: Report, heads: "dict[int, dict[int, str]]") -> None:
    attempt = json.loads(archive.read(name))
    lines = archive.read(name.replace("attempt.json", "events.jsonl")).splitlines()
    events = [json.loads(line) for line in lines]
    report.attempts += 1
    report.events += len(events)
    previous = ""
    for position, event in enumerate(events, start=1):
        is_next = (event["position"], event["prev_hash"]) == (position, previous)
        if not is_next or event["attempt_id"] != attempt["id"] or link_hash(previous, event) != event["hash"]:
            report.fault(name, f"the chain breaks at event {position}")
            return
        previous = event["hash"]
        heads.setdefault(attempt["id"], {})[position] = previous
    if (attempt["head_position"], attempt["head_hash"]) != (len(events), previous):
        report.fault(name, "the chain does not end where the attempt says")
    answers, flags = project(events)
    if (answers, flags) != (attempt["answers"], attempt["flags"]):
        report.fault(name, "the answers are not those of the log")
    shown = attempt["snapshot"]
    if shown["sha256"] != digest({name: shown[name] for name in ("paper", "seed", "layout")}):
        report.fault(name, "what was shown is not what its digest says")
    if not receipt_holds(attempt, events):
        report.fault(name, "the receipt is not that of this log")


def link_hash(previous: str, event: "dict[str, Any]") -> str:
    names = ("attempt_id", "position", "client_id", "seq", "kind", "slot", "payload", "client_ms", "received_at")
    fields = [event[name] for name in names] + [event["disposition"]]
    return hashlib.sha256(previous.encode() + canonical(fields).encode()).hexdigest()


def project(events: "list[dict[str, Any]]") -> "tuple[dict[str, Any], list[int]]":
    """Answers and flags as the counted events make them."""
    answers: dict[str, Any] = {}
    flags: set[int] = set()
    for event in events:
        if event["disposition"] != "counted" or event["kind"] == "note":
            continue
        value = json.loads(event["payload"])
        if event["kind"] == "flag":
            (flags.add if value else flags.discard)(event["slot"])
        elif value is None:
            answers.pop(str(event["slot"]), None)
        else:
            answers[str(event["slot"])] = value
    return answers, sorted(flags)


def receipt_holds(attempt: "dict[str, Any]", events: "list[dict[str, Any]]") -> bool:
    """The receipt covers the log as it stood when it was made; what came late moved only the head."""
    stands = [(attempt["head_position"], attempt["head_hash"])]
    stands += [(event["position"] - 1, event["prev_hash"]) for event in events if event["disposition"] != "counted"]
    base = {"attempt": attempt["id"], "snapshot": attempt["snapshot"]["sha256"], "answers": attempt["answers"]}
    return any(digest({**base, "events": position, "head": head}) == attempt["receipt"] for position, head in stands)


def check_roots(roots: "list[dict[str, Any]]", report: Report, heads: "dict[int, dict[int, str]]") -> None:
    previous = None
    for root in roots:
        report.roots += 1
        where = f"root {root['number']}"
        signed = {name: root[name] for name in ("number", "at", "previous", "merkle_root", "heads")}
        if previous and (root["number"], root["previous"]) != (previous["number"] + 1, previous["hash"]):
            report.fault(where, "does not follow the root before it")
        if digest(signed) != root["hash"] or not is_signed(
            root["public_key"], root["hash"].encode(), root["signature"]
        ):
            report.fault(where, "not what was signed")
        for leaf in root["leaves"]:
            if climb(leaf) != root["merkle_root"]:
                report.fault(where, f"does not stand for attempt {leaf['attempt']}")
            if heads.get(leaf["attempt"], {}).get(leaf["position"]) != leaf["head"]:
                report.fault(where, f"attempt {leaf['attempt']} had another log when this was signed")
        previous = root


def climb(leaf: "dict[str, Any]") -> str:
    """From a leaf to the Merkle root that it belongs to."""
    text = f"{leaf['attempt']}:{leaf['position']}:{leaf['head']}"
    reached = hashlib.sha256(b"\0" + text.encode()).digest()
    for side, neighbour in leaf["proof"]:
        other = bytes.fromhex(neighbour)
        reached = hashlib.sha256(b"\1" + (other + reached if side == "left" else reached + other)).digest()
    return reached.hex()


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify the archive of an exam sitting.")
    parser.add_argument("archive")
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="the signing key's, as its owner published it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    try:
        report = verify(options.archive, options.key)
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        report = Report()
        report.fault(options.archive, f"cannot be read: {error}")
    if options.json:
        sys.stdout.write(json.dumps(vars(report)) + "\n")
    else:
        lines = [f"{name}: {value}" for name, value in vars(report).items() if name != "faults"]
        sys.stdout.write(
            "\n".join([*lines, *report.faults, "FAULTS FOUND" if report.faults else "nothing was found"]) + "\n"
        )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
