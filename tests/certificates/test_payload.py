"""What a certificate says, there and back."""

from datetime import date
from decimal import Decimal

import pytest

from certificates.payload import CertificatePayload, ComponentScore, payload_digest, plain_number
from tests.certificates.samples import make_payload


def test_payload_survives_storage_unchanged():
    payload = make_payload(
        expires_on=date(2029, 11, 22),
        components=(ComponentScore("理论知识", Decimal("86.50"), Decimal("60.00")),),
    )
    assert CertificatePayload.from_json(payload.to_json()) == payload


def test_numbers_are_stored_as_text():
    stored = make_payload().to_json()
    assert stored["components"] == [{"label": "理论知识", "score": "86.50", "pass_mark": "60.00"}]
    assert (stored["total"], stored["issued_on"], stored["expires_on"]) == ("86.50", "2026-11-24", None)


def test_digest_does_not_depend_on_the_order_of_keys():
    stored = make_payload().to_json()
    assert payload_digest(dict(reversed(stored.items()))) == payload_digest(stored)
    assert payload_digest({**stored, "name": "李四"}) != payload_digest(stored)


@pytest.mark.parametrize(("number", "text"), [("86.50", "86.5"), ("100.00", "100"), ("60", "60"), ("91.25", "91.25")])
def test_scores_read_without_trailing_noughts(number, text):
    assert plain_number(Decimal(number)) == text
