"""Puts a class with a started batch of certificates into the database of DATABASE_URL and prints its number.

Run by bench.with_django.
"""

import argparse
import json

from django.utils import timezone

from certificates import tasks
from certificates.signing.keys import create_signing_key
from tests.crash.stage import restore_roots
from tests.factories.batches import make_batch, make_class
from tests.factories.certificates import make_officer


def main() -> None:
    """Print the batch as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--candidates", type=int, required=True)
    options = parser.parse_args()
    restore_roots()
    create_signing_key(name="学习平台", years=3, now=timezone.now())
    officer = make_officer()
    award, sitting = make_class(options.candidates)
    batch = make_batch(award, sitting, actor=officer, now=timezone.now())
    tasks.start(batch=batch, actor=officer, now=timezone.now())
    print(json.dumps({"batch": batch.pk}))  # noqa: T201 -- the answer
