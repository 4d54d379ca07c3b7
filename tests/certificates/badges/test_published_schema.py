"""Badges against the schema that 1EdTech publishes, where somebody has a copy: its licence keeps it out of here."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft201909Validator

from certificates.badges.documents import achievement_document, issuer_document
from certificates.badges.store import signed_credential
from tests.factories.certificates import make_certificate

COPY = os.environ.get("OPEN_BADGES_SCHEMA", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not COPY, reason="OPEN_BADGES_SCHEMA names no copy of the schema (docs/howto/open_badges.md)"),
]


def complaints(document, part=""):
    """What the original says of a document, or of one by one of its parts."""
    schema = json.loads(Path(COPY).read_text(encoding="utf-8"))
    if part:
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    return [f"{error.json_path}: {error.message}" for error in Draft201909Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("results", [True, False])
@pytest.mark.parametrize("name", [True, False])
def test_the_original_has_no_complaint(key, results, name):
    certificate = make_certificate(valid_months=24)
    assert complaints(json.loads(signed_credential(certificate, results=results, name=name))) == []
    assert complaints(issuer_document(), "Profile") == []
    assert complaints(achievement_document(certificate.award), "Achievement") == []
