"""What rows say of themselves."""

import pytest

from certificates.models import (
    Approval,
    Award,
    BadgeKey,
    BadgeStatus,
    BatchAct,
    BatchEvent,
    BatchRow,
    Certificate,
    CertificateEvent,
    CertificateFile,
    CertificateReview,
    CorrectionRequest,
    Design,
    DesignPicture,
    DesignVersion,
    NumberSeries,
    RowState,
    SigningKey,
    StatusList,
)
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db


def test_rows_say_what_they_are():
    """In the log, in a message, in a back office's question."""
    award, number = Award(title="培训合格证书", course_title="改进"), Certificate(number="PX26-000123-8M")
    said = [
        StatusList(pk=3),
        BadgeStatus(status_list_id=3, position=7),
        BadgeKey(name="k1"),
        BatchRow(place=2, reference="li", state=RowState.DONE),
        BatchEvent(act=BatchAct.CHECKED),
        DesignVersion(design=Design(name="样式"), number=2),
        DesignPicture(sha256="ab"),
        CertificateEvent(kind="issued"),
        CorrectionRequest(certificate=number, state="open"),
        NumberSeries(year=2026, last_serial=9),
        CertificateReview(certificate=number, state="open"),
        SigningKey(name="学习平台", fingerprint="0" * 64),
        CertificateFile(sha256="cd"),
        Approval(person=make_room().candidate.person, award=award, verdict="approved"),
    ]
    assert [str(one) for one in said] == [
        "3",
        "3/7",
        "k1",
        "2 li: 已签发并制证",
        "已核对",
        "样式 2",
        "ab",
        "签发",
        "PX26-000123-8M: 待答复",
        "2026: 9",
        "PX26-000123-8M: 待审视",
        "学习平台 0000000000000000",
        "cd",
        "欧阳·买买提 · 培训合格证书 · 改进: 已批准",
    ]
