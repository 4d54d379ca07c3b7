import hashlib
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from exams.bank.services import suspend
from exams.papers.models import Paper, PaperItem
from exams.papers.queries import frozen_paper
from exams.papers.services import PublishRefused, paper_digest, publish_paper, submit_paper
from exams.papers.services.publishing import publish_set, return_paper, return_set, submit_set
from tests.factories.bank import UserFactory, make_version
from tests.factories.papers import NOW, PaperFactory, make_draft, make_published, make_set

pytestmark = pytest.mark.django_db


def _refusal(paper, act=publish_paper, actor=None):
    """Every reason; nothing of the paper has changed."""
    before = Paper.objects.values().get(pk=paper.pk)
    with pytest.raises(PublishRefused) as refused:
        act(paper=paper, actor=actor or UserFactory(username="second-maker"), now=NOW)
    assert Paper.objects.values().get(pk=paper.pk) == before
    return refused.value.reasons


def _submitted(**fields):
    paper = make_draft(**fields)
    return submit_paper(paper=paper, actor=paper.created_by, now=NOW)


def test_publishing_freezes_the_paper_under_its_digest():
    paper = _submitted(item_types=("single_choice", "true_false"), multiple_policy="ripkey")
    shas = [row.version.body_sha256 for row in paper.paper_items.all()]
    second = UserFactory(username="second-maker")

    publish_paper(paper=paper, actor=second, now=NOW)

    canonical = f'{{"items":[[1,"{shas[0]}","50.00"],[2,"{shas[1]}","50.00"]],"policy":"ripkey"}}'
    assert paper.digest == hashlib.sha256(canonical.encode()).hexdigest()
    assert (paper.state, paper.published_at, paper.published_by) == ("published", NOW, second)


def test_nobody_publishes_what_they_made_or_handed_in():
    paper = _submitted()
    other = make_draft(form="B")
    submitter = UserFactory(username="third-maker")
    submit_paper(paper=other, actor=submitter, now=NOW)

    assert _refusal(paper, actor=paper.created_by) == ["这份试卷由您组卷，须由另一人发布。"]
    assert _refusal(other, actor=submitter) == ["这份试卷由您提交，须由另一人发布。"]


@pytest.mark.parametrize("own", ["created_by", "submitted_by"])
def test_the_database_knows_no_paper_published_by_its_maker(own):
    paper = _submitted()
    paper.submitted_by = UserFactory(username="third-maker")
    paper.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(
            state="published", digest="0" * 64, published_at=NOW, published_by=getattr(paper, own)
        )


def test_a_draft_is_handed_in_first_and_once():
    paper = make_draft()

    assert _refusal(paper) == ["试卷尚未提交发布。"]
    submit_paper(paper=paper, actor=paper.created_by, now=NOW)
    assert _refusal(paper, act=submit_paper) == ["试卷已经提交。"]


def test_a_paper_that_is_given_back_is_a_draft_again():
    paper = _submitted()

    return_paper(paper=paper, actor=UserFactory(username="second-maker"), now=NOW, reason="第 2 题有误")

    assert (paper.submitted_by, paper.submitted_at) == (None, None)
    assert ModelLogEntry.objects.get(action="papers.return").data == {"reason": "第 2 题有误"}
    assert _refusal(paper, act=return_paper) == ["试卷尚未提交发布。"]


def test_a_set_is_handed_in_and_published_whole():
    paper_set = make_set()
    second = UserFactory(username="second-maker")
    with pytest.raises(PublishRefused) as refused:
        publish_set(paper_set=paper_set, actor=second, now=NOW)
    assert refused.value.reasons == ["A 卷：试卷尚未提交发布。", "B 卷：试卷尚未提交发布。"]

    submit_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)
    publish_set(paper_set=paper_set, actor=second, now=NOW)

    papers = paper_set.papers.order_by("form")
    assert [(paper.state, paper.published_by, len(paper.digest)) for paper in papers] == [("published", second, 64)] * 2
    assert paper_set.published_at == NOW
    with pytest.raises(PublishRefused) as refused:
        publish_set(paper_set=paper_set, actor=second, now=NOW)
    assert refused.value.reasons == ["这组试卷已全部发布。"]


def test_a_set_with_a_form_that_is_not_right_is_not_handed_in():
    paper_set = make_set()
    paper_set.papers.get(form="B").paper_items.first().delete()

    with pytest.raises(PublishRefused) as refused:
        submit_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)

    assert refused.value.reasons == [
        "B 卷：试卷总分为 75 分，应为 100 分。",
        "B 卷：第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 4 题，试卷中有 3 题。",
    ]
    assert not paper_set.papers.filter(submitted_at__isnull=False).exists()


def test_a_set_is_not_published_by_its_maker_and_can_go_back():
    paper_set = make_set()
    submit_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)

    with pytest.raises(PublishRefused) as refused:
        publish_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)
    assert refused.value.reasons == [f"{form} 卷：这份试卷由您组卷，须由另一人发布。" for form in "AB"]
    assert not paper_set.papers.filter(state="published").exists()

    return_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)
    assert not paper_set.papers.filter(submitted_at__isnull=False).exists()
    with pytest.raises(PublishRefused):
        return_set(paper_set=paper_set, actor=paper_set.created_by, now=NOW)


def test_the_digest_depends_on_order_marks_policy_and_words():
    paper = make_draft()
    rows = list(paper.paper_items.select_related("version"))
    digests = {paper_digest(paper, rows)}
    rows[0].marks, rows[1].marks = Decimal(20), Decimal(30)
    digests.add(paper_digest(paper, rows))
    rows[0].slot, rows[1].slot = 2, 1
    digests.add(paper_digest(paper, rows))
    paper.multiple_policy = "per_option"
    digests.add(paper_digest(paper, rows))
    rows[2].version.body_sha256 = "0" * 64
    digests.add(paper_digest(paper, rows))

    assert len(digests) == 5


def test_who_published_what_is_on_record():
    paper = _submitted()
    second = UserFactory(username="second-maker")

    publish_paper(paper=paper, actor=second, now=NOW)

    entry = ModelLogEntry.objects.get(action="papers.publish")
    assert (entry.user, entry.timestamp, entry.data) == (second, NOW, {"digest": paper.digest})


def test_marks_must_add_up_to_100():
    paper = make_draft()
    paper.paper_items.get(slot=1).delete()

    assert _refusal(paper, act=submit_paper) == ["试卷总分为 75 分，应为 100 分。"]


def test_an_empty_paper_is_not_handed_in():
    assert _refusal(PaperFactory(), act=submit_paper) == ["试卷总分为 0 分，应为 100 分。"]


def test_only_approved_versions_are_published():
    paper = _submitted()
    version = paper.paper_items.get(slot=2).version
    suspend(version=version, actor=UserFactory(), now=NOW, comment="题干有误")

    assert _refusal(paper) == [f"第 2 题（{version.item.key}）已不是“已批准”，现为“已停用”。"]


def test_an_unknown_policy_is_not_handed_in():
    assert _refusal(make_draft(multiple_policy="generous"), act=submit_paper) == ["没有名为“generous”的计分规则。"]


def test_a_paper_is_published_once():
    assert _refusal(make_published()) == ["试卷已经发布。"]


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "0" * 64},
        {"state": "draft"},
        {"multiple_policy": "ripkey"},
        {"title": "别的"},
        {"form": "B"},
        {"seed": 9},
        {"published_at": None},
    ],
)
def test_the_database_keeps_a_published_paper(change):
    paper = make_published()

    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)


def test_the_database_keeps_the_rows_of_a_paper():
    row = make_published().paper_items.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        PaperItem.objects.filter(pk=row.pk).update(marks=Decimal(1))

    assert PaperItem.objects.get(pk=row.pk).marks == Decimal(25)


def test_the_database_adds_no_row_to_a_published_paper():
    paper = make_published()

    with pytest.raises(IntegrityError), transaction.atomic():
        PaperItem.objects.create(paper=paper, slot=9, version=make_version(state="approved"), marks=Decimal(1))

    assert len(frozen_paper(paper.pk).items) == 4


def test_the_database_takes_no_row_out_of_a_published_paper():
    paper = make_published()

    for rows in (PaperItem.objects.filter(paper=paper, slot=1), Paper.objects.filter(pk=paper.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()

    assert [row.slot for row in Paper.objects.get(pk=paper.pk).paper_items.all()] == [1, 2, 3, 4]
