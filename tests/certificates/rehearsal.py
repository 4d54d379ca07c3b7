"""Dress rehearsal of a certificate office: issue a class, revoke and supersede some, verify all of them in every way.

`DATA_DIR=/tmp/rehearsal python -m bench.with_django tests.certificates.rehearsal [--candidates 500] [--json]` in an empty folder of
its own: database, collected files and the keys that sign papers and badges are made there.
"""

import argparse
import base64
import gzip
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.badges.carriers import baked_png, baked_svg
from certificates.badges.check import verify_badge
from certificates.badges.keys import active_badge_key, create_badge_key
from certificates.badges.picture import BadgeText, badge_png, badge_svg
from certificates.interchange.archives import zip_of
from certificates.interchange.print_runs import LARGEST_RUN, print_run
from certificates.models import Batch, Certificate, CertificateState, SupersessionCode
from certificates.queries import active_signing_key, finished_rows, progress_of, standing_of
from certificates.services import (
    open_pdf,
    revoke_certificate,
    start_batch,
    supersede_certificate,
    work_on_batch,
)
from certificates.signing.keys import create_signing_key
from certificates.verification import verify_file
from tests.crash.stage import restore_roots
from tests.factories.batches import make_batch, make_class
from tests.factories.certificates import make_officer

STATUS_SHAPE = 'class="standing standing-{standing}"'


@dataclass
class Rehearsal:
    """What was seen."""

    issued: int = 0
    standings: dict[str, int] = field(default_factory=dict)
    # Numbers whose page, file or JSON says something else than the record, with the way.
    wrong: list[tuple[str, str]] = field(default_factory=list)
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measured(self, step: str) -> Iterator[None]:
        """CPU time of this process."""
        begun = time.process_time()
        yield
        self.cpu_seconds[step] = round(time.process_time() - begun, 2)


def rehearse(*, batch: Batch, officer: User, browser: Client, revoked: int, superseded: int) -> Rehearsal:
    """Do it all with the batch that was checked."""
    found = Rehearsal()
    now = timezone.now()
    if active_signing_key(now=now) is None:
        create_signing_key(name=str(settings.WAGTAIL_SITE_NAME), years=3, now=now)
    if active_badge_key() is None:
        create_badge_key(now=now)
    with found.measured("issue and print"):
        start_batch(batch=batch, actor=officer, now=timezone.now())
        while work_on_batch(batch=batch, clock=timezone.now):
            pass
    found.issued = progress_of(batch).done
    rows = batch.rows.filter(certificate__isnull=False).order_by("place")
    ids = list(rows.values_list("certificate", flat=True))
    certificates = list(Certificate.objects.filter(pk__in=ids).select_related("award", "person__user").order_by("pk"))
    files = {one.pk: file_of(one) for one in certificates}
    for one in certificates[:revoked]:
        revoke_certificate(certificate=one, reason="Rehearsal", actor=officer, now=timezone.now())
    for one in certificates[revoked : revoked + superseded]:
        newer = supersede_certificate(
            certificate=one, code=SupersessionCode.REISSUE, reason="Rehearsal", actor=officer, now=timezone.now()
        )
        files[newer.pk] = file_of(newer)
    everything = list(Certificate.objects.filter(pk__in=files).select_related("award", "badge_status").order_by("pk"))
    found.standings = dict(Counter(str(standing_of(one, today=timezone.localdate()).value) for one in everything))
    ways: dict[str, Callable[[Certificate], bool]] = {
        "page": lambda one: says_page(browser, one),
        "file": lambda one: says_file(files[one.pk], one),
        "json": lambda one: says_json(browser, one),
        "badge": lambda one: says_badge(browser, one),
        "attached badge": lambda one: says_carrier(files[one.pk], one),
        "status list": lambda one: says_bit(one, bits),
    }
    bits = published_bits(browser, everything)
    for way, is_right in ways.items():
        with found.measured(f"verify by {way}"):
            found.wrong += [(one.number, way) for one in everything if not is_right(one)]
    return found


def file_of(certificate: Certificate) -> bytes:
    """The file as it is handed out."""
    with open_pdf(certificate, now=timezone.now()) as file:
        return bytes(file.read())


def standing(certificate: Certificate) -> str:
    """What the record says."""
    return str(standing_of(certificate, today=timezone.localdate()).value)


def address(certificate: Certificate) -> str:
    """One stranger each: a single one asks no more than so often in a minute."""
    return f"10.0.{certificate.pk // 250}.{certificate.pk % 250 + 1}"


def says_page(browser: Client, certificate: Certificate) -> bool:
    """The public page shows number and standing."""
    page = browser.get(
        reverse("certificates:verify", args=[certificate.code]), REMOTE_ADDR=address(certificate)
    ).content.decode()
    return STATUS_SHAPE.format(standing=standing(certificate)) in page and certificate.number in page


def says_json(browser: Client, certificate: Certificate) -> bool:
    """So does the machine's answer."""
    said = browser.get(
        reverse("certificates:verify_code_json", args=[certificate.code]), REMOTE_ADDR=address(certificate)
    ).json()
    return (said["status"], said.get("number")) == (standing(certificate), certificate.number)


def says_file(data: bytes, certificate: Certificate) -> bool:
    """The file is genuine and of today's standing; with a byte changed it is not genuine."""
    said = verify_file(data, now=timezone.now()).to_json()
    middle = len(data) // 2
    spoilt = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    is_spoilt_found = not verify_file(spoilt, now=timezone.now()).is_unaltered
    return is_spoilt_found and (said["unaltered"], said["status"], said["number"]) == (
        True,
        standing(certificate),
        certificate.number,
    )


def says_badge(browser: Client, certificate: Certificate) -> bool:
    """The open credential, alone and baked into both pictures, is genuine and of today's standing; spoilt it is not."""
    credential = browser.get(
        reverse("certificates:badge_credential", args=[certificate.code]),
        REMOTE_ADDR=address(certificate),
        HTTP_ACCEPT="application/vc",
    ).content
    text = BadgeText(title="培训合格证书", course=str(certificate.payload["course_title"]), issuer="平台")
    baked = baked_png(picture(badge_png, text), credential), baked_svg(picture(badge_svg, text), credential)
    spoilt = credential.replace(b'"Certificate"', b'"Diploma"', 1)
    return all(says_carrier(one, certificate) for one in (credential, *baked)) and not (
        spoilt == credential or verify_badge(spoilt, now=timezone.now()).is_ours
    )


@cache
def picture(draw: Callable[[BadgeText], bytes], text: BadgeText) -> bytes:
    """Drawn once for a class."""
    return draw(text)


def says_carrier(data: bytes, certificate: Certificate) -> bool:
    """The badge in any file."""
    said = verify_badge(data, now=timezone.now(), beside=certificate).to_json()
    return (said["finding"], said["status"], said["number"], said["status_bit"]) == (
        "genuine",
        standing(certificate),
        certificate.number,
        certificate.state != CertificateState.VALID,
    )


def published_bits(browser: Client, certificates: list[Certificate]) -> dict[int, bytes]:
    """The lists as any wallet reads them: whose bit is set no longer counts."""
    lists = {one.badge_status.status_list_id for one in certificates}
    pages = {one: browser.get(reverse("certificates:badge_status_list", args=[one])).content for one in lists}
    encoded = {one: json.loads(page)["credentialSubject"]["encodedList"][1:] for one, page in pages.items()}
    return {
        one: gzip.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) for one, text in encoded.items()
    }


def says_bit(certificate: Certificate, lists: dict[int, bytes]) -> bool:
    """The published bit, read from the left."""
    place = certificate.badge_status
    byte = lists[place.status_list_id][place.position // 8]
    is_set = bool(byte >> (7 - place.position % 8) & 1)
    return is_set == (certificate.state != CertificateState.VALID)


def main() -> None:
    """Rehearse with a class of its own and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--candidates", type=int, default=500)
    parser.add_argument("--revoked", type=int, default=10)
    parser.add_argument("--superseded", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    restore_roots()
    award, sitting = make_class(options.candidates, rooms=10)
    officer = make_officer()
    batch = make_batch(award, sitting, actor=officer, now=timezone.now())
    found = rehearse(
        batch=batch,
        officer=officer,
        browser=Client(SERVER_NAME="127.0.0.1"),
        revoked=options.revoked,
        superseded=options.superseded,
    )
    begun = time.process_time()
    zipped = sum(map(len, zip_of(finished_rows(batch), now=timezone.now())))
    found.cpu_seconds["zip"] = round(time.process_time() - begun, 2)
    with found.measured("print runs"):
        rows = list(finished_rows(batch))
        runs = [
            print_run(rows[first : first + LARGEST_RUN], now=timezone.now())
            for first in range(0, len(rows), LARGEST_RUN)
        ]
    report: dict[str, Any] = {
        **asdict(found),
        "zip_bytes": zipped,
        "print_runs": [len(run) for run in runs],
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(report) if options.json else "\n".join(f"{key}: {value}" for key, value in report.items()))  # noqa: T201 -- the answer
