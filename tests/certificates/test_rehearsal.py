"""The dress rehearsal: a class issued, some revoked, some superseded, all verified by page, by file, as JSON and by badge.

The same by hand with more people: `python -m bench.with_django tests.certificates.rehearsal`.
"""

import pytest

from tests.certificates.rehearsal import rehearse
from tests.factories.batches import make_batch, make_class
from tests.factories.certificates import ISSUED, make_officer

pytestmark = pytest.mark.django_db


def test_a_class_is_issued_and_every_certificate_tells_the_truth(client):
    award, sitting = make_class(12)
    officer = make_officer()
    batch = make_batch(award, sitting, actor=officer, now=ISSUED)
    found = rehearse(batch=batch, officer=officer, browser=client, revoked=3, superseded=2)
    assert found.issued == 12
    assert found.wrong == []
    assert found.standings == {"valid": 9, "revoked": 3, "superseded": 2}
