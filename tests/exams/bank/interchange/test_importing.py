import pytest

from exams.bank.interchange.importing import Importer
from exams.bank.models import Bank, Item, ItemReview, ItemVersion
from exams.bank.services import VersionContent, approve, create_version, submit_for_review, suspend
from tests.exams.bank.interchange.test_bank_files import HEAD, ITEM, STATEMENT
from tests.factories.bank import NOW, UserFactory, make_chapter, make_point, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chapter():
    make_point(make_chapter(), 1, syllabus_id="C000.1.2.1")


@pytest.fixture
def run(tmp_path):
    """Import a text as the file items.yaml."""

    def _run(text, **fields):
        path = tmp_path / "items.yaml"
        path.write_text(text, encoding="utf-8")
        fields = {"author": UserFactory(username="author"), "approver": None, "now": NOW, **fields}
        (report,) = Importer(**fields).run([path], root=tmp_path)
        return report

    return _run


def _versions():
    return list(ItemVersion.objects.order_by("item__key", "number").values_list("item__key", "number", "state"))


def _reasons(report):
    return [(problem.line, problem.reason) for problem in report.rejected]


def test_items_arrive_as_drafts_of_the_author_in_the_chapters_bank(run):
    report = run(HEAD + ITEM + STATEMENT)

    assert (report.bank, report.parsed, report.created, report.approved) == ("C001.4", 2, ["S-001", "T-001"], [])
    assert _versions() == [("S-001", 1, "draft"), ("T-001", 1, "draft")]
    assert Bank.objects.get().chapter.source_id == "C001.4"
    version = ItemVersion.objects.get(item__key="S-001")
    assert (version.author.username, version.point.syllabus_id, version.facts) == (
        "author",
        "C000.1.2.1",
        ["C000.1.2.1#1"],
    )


def test_with_a_second_person_they_arrive_approved_and_the_way_is_on_record(run):
    reviewer = UserFactory(username="reviewer")

    report = run(HEAD + ITEM, approver=reviewer)

    assert report.approved == ["S-001"]
    version = ItemVersion.objects.get()
    assert (version.state, version.approver, version.approved_at) == ("approved", reviewer, NOW)
    assert [(row.actor.username, row.from_state, row.to_state) for row in ItemReview.objects.all()] == [
        ("author", "draft", "in_review"),
        ("reviewer", "in_review", "approved"),
    ]


def test_importing_again_changes_nothing(run):
    reviewer = UserFactory(username="reviewer")
    run(HEAD + ITEM + STATEMENT, approver=reviewer)
    before = list(ItemVersion.objects.order_by("pk").values())

    report = run(HEAD + ITEM + STATEMENT, approver=reviewer)

    assert (report.created, report.versions, report.approved, report.unchanged) == ([], [], [], 2)
    assert list(ItemVersion.objects.order_by("pk").values()) == before
    assert ItemReview.objects.count() == 4


def test_drafts_that_were_imported_are_approved_when_a_second_person_is_named(run):
    run(HEAD + ITEM)

    report = run(HEAD + ITEM, approver=UserFactory(username="reviewer"))

    assert (report.unchanged, report.approved) == (1, ["S-001"])
    assert _versions() == [("S-001", 1, "approved")]


def test_a_file_is_not_approved_by_who_wrote_the_version_before(run):
    reviewer = UserFactory(username="reviewer")
    run(HEAD + ITEM)
    ItemVersion.objects.update(author=reviewer)

    report = run(HEAD + ITEM.replace("difficulty: 2", "difficulty: 3"), approver=reviewer)

    assert (report.versions, report.approved) == (["S-001"], [])
    assert _versions() == [("S-001", 1, "draft"), ("S-001", 2, "draft")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("因为行为。", "因为是行为。"),
        ("difficulty: 2", "difficulty: 3"),
        ("cognitive: understand", "cognitive: apply"),
        ("facts: [C000.1.2.1#1]", "facts: [C000.1.2.1#2]"),
    ],
)
def test_changed_content_is_a_new_version_and_the_old_one_stays(run, before, after):
    reviewer = UserFactory(username="reviewer")
    run(HEAD + ITEM, approver=reviewer)
    old = ItemVersion.objects.values().get()

    report = run(HEAD + ITEM.replace(before, after), approver=reviewer)

    assert (report.versions, report.approved) == (["S-001"], ["S-001"])
    assert _versions() == [("S-001", 1, "retired"), ("S-001", 2, "approved")]
    assert ItemVersion.objects.values().get(number=1) == {**old, "state": "retired"}


def test_a_draft_that_the_file_has_outgrown_is_retired(run):
    run(HEAD + ITEM)

    run(HEAD + ITEM.replace("因为行为。", "因为是行为。"))

    assert _versions() == [("S-001", 1, "retired"), ("S-001", 2, "draft")]


def test_an_item_edited_since_is_left_as_it_is(run):
    reviewer = UserFactory(username="reviewer")
    run(HEAD + ITEM, approver=reviewer)
    first = ItemVersion.objects.get()
    content = make_version().body
    edited = create_version(
        item=first.item,
        content=VersionContent(body=content, point=first.point, difficulty=2, cognitive="apply"),
        actor=UserFactory(username="editor"),
    )
    submit_for_review(version=edited, actor=edited.author, now=NOW)
    approve(version=edited, actor=reviewer, now=NOW)

    report = run(HEAD + ITEM, approver=reviewer)

    assert report.unchanged == 1
    edited.refresh_from_db()
    assert edited.state == "approved"
    assert first.item.versions.count() == 2


def test_what_was_suspended_stays_suspended(run):
    reviewer = UserFactory(username="reviewer")
    run(HEAD + ITEM, approver=reviewer)
    suspend(version=ItemVersion.objects.get(), actor=reviewer, now=NOW, comment="有争议")

    run(HEAD + ITEM, approver=reviewer)

    assert _versions() == [("S-001", 1, "suspended")]


def test_a_dry_run_reports_and_writes_nothing(run):
    report = run(HEAD + ITEM, approver=UserFactory(username="reviewer"), dry_run=True)

    assert (report.created, report.approved) == (["S-001"], ["S-001"])
    assert (Bank.objects.count(), Item.objects.count()) == (0, 0)


def test_one_mistake_keeps_the_whole_file_out(run):
    report = run(HEAD + ITEM + STATEMENT.replace("C000.1.2.1", "C000.9.9.9"))

    assert _reasons(report) == [(19, "本章没有鉴定点 C000.9.9.9。")]
    assert (Bank.objects.count(), Item.objects.count()) == (0, 0)


def test_a_fact_that_the_syllabus_does_not_know_is_refused(run):
    report = run(HEAD + ITEM, facts=frozenset({"C000.1.2.1#2"}))

    assert _reasons(report) == [(7, "大纲中没有知识条目 C000.1.2.1#1。")]
    assert Item.objects.count() == 0


def test_a_key_is_not_reused_for_another_type(run):
    run(HEAD + ITEM)

    report = run(HEAD + STATEMENT.replace("T-001", "S-001"))

    assert _reasons(report) == [(5, "这个题号已属于另一种题型的试题；题号不可重复使用。")]
    assert _versions() == [("S-001", 1, "draft")]


def test_a_file_of_another_bank_is_refused(run):
    report = run(HEAD + ITEM, bank_code="C001.3")

    assert _reasons(report) == [(2, "文件属于题库 C001.4，不是 C001.3。")]
    assert Item.objects.count() == 0


def test_a_bank_needs_its_chapter(run):
    report = run(HEAD.replace("C001.4", "C001.9") + ITEM)

    assert _reasons(report) == [(2, "没有章 C001.9；请先发布这一章，再导入题库。")]
    assert Bank.objects.count() == 0
