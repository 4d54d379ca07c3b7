import contextlib
import hashlib
from collections import Counter
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pydantic import ValidationError

from exams.bank import services
from exams.bank.models import BankEvent, Item, ItemComment, ItemReview, ItemVersion, VersionState
from exams.bank.queries import open_comments
from exams.bank.services import TRANSITIONS, VERBS, TransitionRefused, VersionContent
from tests.factories.bank import BODIES, NOW, BankFactory, ItemFactory, UserFactory, make_point, make_version
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def _content(stem="美誉度衡量什么？", **fields):
    bank = BankFactory()
    fields = {"difficulty": 2, "cognitive": "apply", "facts": ("C000.1.1#1",), **fields}
    return VersionContent(body={**BODIES["single_choice"], "stem": stem}, point=make_point(bank.chapter), **fields)


def _state(version):
    return ItemVersion.objects.get(pk=version.pk).state


def test_create_item_makes_a_draft_of_version_1():
    writer = UserFactory()

    version = services.create_item(
        bank=BankFactory(), key="S-001", item_type="single_choice", content=_content(), actor=writer
    )

    assert (version.item.key, version.number, version.state, version.author) == ("S-001", 1, "draft", writer)
    assert version.facts == ["C000.1.1#1"]
    assert version.stem_text == "美誉度衡量什么？"
    assert [option["correct"] for option in version.body["options"]] == [True, False, False, False]


def test_create_version_numbers_on():
    version = make_version(state="approved")

    following = services.create_version(item=version.item, content=_content("另一问？"), actor=UserFactory())

    assert (following.number, following.state) == (2, "draft")
    assert _state(version) == "approved"


def test_a_body_that_its_type_refuses_is_not_stored():
    with pytest.raises(ValidationError):
        services.create_item(
            bank=BankFactory(), key="S-001", item_type="true_false", content=_content(), actor=UserFactory()
        )

    assert Item.objects.count() == 0


def test_stem_text_is_plain_and_fits_its_column():
    version = services.create_version(
        item=ItemFactory(), content=_content("哪一项**不**属于\n\n“五个满意”？" + "长" * 600), actor=UserFactory()
    )

    assert version.stem_text == ("哪一项不属于“五个满意”？" + "长" * 600)[:500]


def test_body_sha256_is_that_of_the_canonical_json():
    body = {"stem": "对吗？", "answer": True, "explanation": "对。"}
    canonical = '["true_false",{"answer":true,"explanation":"对。","stem":"对吗？"}]'

    assert services.body_sha256("true_false", body) == hashlib.sha256(canonical.encode()).hexdigest()


def test_body_sha256_does_not_depend_on_order_or_defaults():
    raw = BODIES["single_choice"]
    turned = {name: raw[name] for name in reversed(list(raw))}

    one = services.stored_body("single_choice", raw)
    other = services.stored_body("single_choice", turned)

    assert services.body_sha256("single_choice", one) == services.body_sha256("single_choice", other)


def test_revise_draft_changes_it_in_place():
    version = make_version()
    before = version.body_sha256

    services.revise_draft(
        version=version, content=_content("改过的问题？", difficulty=5), actor=version.author, now=NOW
    )

    version.refresh_from_db()
    assert (version.stem_text, version.difficulty, version.number) == ("改过的问题？", 5, 1)
    assert version.body_sha256 != before


def test_revise_draft_is_its_authors_alone():
    version = make_version()

    with pytest.raises(TransitionRefused):
        services.revise_draft(version=version, content=_content("改过的问题？"), actor=UserFactory(), now=NOW)

    assert ItemVersion.objects.get(pk=version.pk).stem_text == "美誉度衡量什么？"


@pytest.mark.parametrize("state", sorted(set(VersionState) - {"draft"}))
def test_revise_draft_leaves_anything_but_a_draft_alone(state):
    version = make_version(state=state)

    with pytest.raises(TransitionRefused):
        services.revise_draft(version=version, content=_content("改过的问题？"), actor=version.author, now=NOW)

    assert ItemVersion.objects.get(pk=version.pk).stem_text == "美誉度衡量什么？"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", VersionState)
def test_each_step_leaves_only_from_its_sources(verb, state):
    version = make_version(state=state)
    step = TRANSITIONS[verb]

    if state in step.sources:
        VERBS[verb](version=version, actor=UserFactory(), now=NOW, comment="说明")
        assert _state(version) == step.target
        assert [(row.from_state, row.to_state, row.comment) for row in version.reviews.all()] == [
            (state, step.target, "说明")
        ]
    else:
        with pytest.raises(TransitionRefused):
            VERBS[verb](version=version, actor=UserFactory(), now=NOW, comment="说明")
        assert _state(version) == state
        assert version.reviews.count() == 0


def test_approve_names_the_second_person():
    version = make_version(state="in_review")
    reviewer = UserFactory()

    services.approve(version=version, actor=reviewer, now=NOW)

    version.refresh_from_db()
    assert (version.state, version.approver, version.approved_at) == ("approved", reviewer, NOW)


def test_an_author_does_not_approve():
    version = make_version(state="in_review")

    with pytest.raises(TransitionRefused):
        services.approve(version=version, actor=version.author, now=NOW)

    assert _state(version) == "in_review"
    assert ItemReview.objects.count() == 0


def test_the_database_refuses_an_author_as_approver():
    version = make_version(state="in_review")

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(approver=version.author)


def _mended_by_another(state="in_review"):
    """A version with a small change by a second person, who is not the only author of what it says."""
    first = make_version(author=UserFactory(username="first"))
    return make_version(item=first.item, author=UserFactory(username="second"), state=state), first.author


def test_an_author_of_an_earlier_version_does_not_approve():
    version, first = _mended_by_another()

    with pytest.raises(TransitionRefused) as refused:
        services.approve(version=version, actor=first, now=NOW)

    assert refused.value.reason == ("本试题第 1 版由您编写，须由未参与编写的人批准；本题库目前没有其他审题员。")
    assert _state(version) == "in_review"
    assert ItemReview.objects.count() == 0
    third = UserFactory(username="third")
    services.approve(version=version, actor=third, now=NOW)
    assert ItemVersion.objects.get(pk=version.pk).approver == third


def test_the_refusal_names_who_may():
    version, first = _mended_by_another()
    make_version(item=version.item, author=first)
    reviewer = make_persona("reviewer")

    with pytest.raises(TransitionRefused) as refused:
        services.approve(version=version, actor=first, now=NOW)

    assert refused.value.reason == f"本试题第 1 版由您编写，须由未参与编写的人批准：{reviewer.display_name}。"


def test_an_author_of_a_later_version_alone_approves_the_one_before():
    earlier = make_version(state="suspended")
    later = make_version(item=earlier.item, author=UserFactory(username="second"))

    services.approve(version=earlier, actor=later.author, now=NOW)

    assert _state(earlier) == "approved"


@pytest.mark.parametrize("state", ["in_review", "suspended"])
def test_the_database_refuses_an_author_of_an_earlier_version_as_approver(state):
    version, first = _mended_by_another(state)
    rows = ItemVersion.objects.filter(pk=version.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="approved", approver=first, approved_at=NOW)
    version.state, version.approver, version.approved_at = "approved", first, NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()
    assert _state(version) == state

    rows.update(state="approved", approver=UserFactory(username="third"), approved_at=NOW)
    for change in ({"approver": first}, {"approver": version.author}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.get().approver.username == "third"


def test_the_database_lets_no_version_begin_as_approved_by_an_earlier_author():
    first = make_version(author=UserFactory(username="first"))

    with pytest.raises(IntegrityError), transaction.atomic():
        make_version(item=first.item, author=UserFactory(username="second"), state="approved", approver=first.author)

    assert first.item.versions.count() == 1


def test_approving_a_version_retires_the_former():
    former = make_version(state="approved")
    version = make_version(item=former.item, state="in_review")
    reviewer = UserFactory()

    services.approve(version=version, actor=reviewer, now=NOW)

    assert (_state(former), _state(version)) == ("retired", "approved")
    assert [(row.from_state, row.to_state, row.actor) for row in former.reviews.all()] == [
        ("approved", "retired", reviewer)
    ]


def test_an_older_version_is_not_approved_over_a_newer():
    older = make_version(state="suspended")
    newer = make_version(item=older.item, state="approved")

    with pytest.raises(TransitionRefused):
        services.approve(version=older, actor=UserFactory(), now=NOW)

    assert (_state(older), _state(newer)) == ("suspended", "approved")


@pytest.mark.parametrize(("verb", "state"), [("reject", "in_review"), ("suspend", "approved")])
def test_a_step_that_blames_says_why(verb, state):
    version = make_version(state=state)

    with pytest.raises(TransitionRefused):
        VERBS[verb](version=version, actor=UserFactory(), now=NOW, comment="  ")

    assert _state(version) == state


def test_a_step_from_a_state_that_was_left_meanwhile_is_refused():
    version = make_version(state="in_review")
    stale = ItemVersion.objects.get(pk=version.pk)
    services.reject(version=version, actor=UserFactory(), now=NOW, comment="题干不完整")

    with pytest.raises(TransitionRefused):
        services.approve(version=stale, actor=UserFactory(), now=NOW)

    assert _state(version) == "draft"
    assert version.reviews.count() == 1


CONTENT_COLUMNS = {
    "number": 9,
    "body": {},
    "body_sha256": "0" * 64,
    "stem_text": "别的",
    "facts": ["C000.1.1#9"],
    "difficulty": 5,
    "cognitive": "analyse",
}


@pytest.mark.parametrize("state", ["approved", "suspended", "retired"])
@pytest.mark.parametrize("column", CONTENT_COLUMNS)
def test_the_database_keeps_what_was_once_approved(state, column):
    version = make_version(state="approved")
    if state != "approved":
        VERBS["suspend" if state == "suspended" else "retire"](
            version=version, actor=UserFactory(), now=NOW, comment="停用"
        )

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(**{column: CONTENT_COLUMNS[column]})

    kept = ItemVersion.objects.get(pk=version.pk)
    assert getattr(kept, column) == getattr(version, column)


def test_the_database_keeps_what_was_said_in_review():
    version = make_version(state="in_review")
    services.reject(version=version, actor=UserFactory(), now=NOW, comment="题干不完整")

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReview.objects.update(comment="很好")

    assert ItemReview.objects.get().comment == "题干不完整"


class LifeOfAnItem(RuleBasedStateMachine):
    """Two writers and two reviewers do anything in any order; the laws of the bank hold after every step."""

    versions = Bundle("versions")
    verbs = st.sampled_from(sorted(VERBS))
    people = st.sampled_from(["writer-a", "writer-b", "reviewer-a", "reviewer-b"])

    def __init__(self):
        super().__init__()
        self.item = ItemFactory(bank=BankFactory())
        self.approved_bodies = {}

    @rule(target=versions, person=people, stem=st.sampled_from("甲乙丙"))
    def write(self, person, stem):
        return services.create_version(item=self.item, content=_content(stem), actor=UserFactory(username=person)).pk

    @rule(pk=versions, person=people, stem=st.sampled_from("甲乙丙"))
    def revise(self, pk, person, stem):
        version = ItemVersion.objects.get(pk=pk)
        may = version.state == "draft" and version.author.username == person
        try:
            services.revise_draft(version=version, content=_content(stem), actor=UserFactory(username=person), now=NOW)
        except TransitionRefused:
            assert not may
        else:
            assert may

    @rule(pk=versions, verb=verbs, person=people, comment=st.sampled_from(["", "说明"]))
    def step(self, pk, verb, person, comment):
        version = ItemVersion.objects.get(pk=pk)
        before = dict(self.item.versions.values_list("pk", "state"))
        reviews, events = ItemReview.objects.count(), BankEvent.objects.count()
        unsettled = open_comments(version).exists()
        try:
            VERBS[verb](version=version, actor=UserFactory(username=person), now=NOW, comment=comment)
        except TransitionRefused:
            assert dict(self.item.versions.values_list("pk", "state")) == before
            assert (ItemReview.objects.count(), BankEvent.objects.count()) == (reviews, events)
        else:
            assert verb != "approve" or not unsettled
            assert before[pk] in TRANSITIONS[verb].sources
            assert _state(version) == TRANSITIONS[verb].target
        for approved in self.item.versions.filter(approved_at__isnull=False):
            self.approved_bodies.setdefault(approved.pk, approved.body_sha256)

    @rule(pk=versions, person=people, field=st.sampled_from(["", "stem", "options-0", "key"]))
    def comment(self, pk, person, field):
        version = ItemVersion.objects.get(pk=pk)
        try:
            services.add_comment(version=version, field=field, text="改", actor=UserFactory(username=person), now=NOW)
        except TransitionRefused:
            assert version.state == "retired"

    @rule(person=people)
    def settle(self, person):
        comment = ItemComment.objects.filter(version__item=self.item, resolved_at__isnull=True).first()
        if comment is not None:
            services.settle_comment(comment=comment, actor=UserFactory(username=person), now=NOW)

    @rule(pk=versions, person=people)
    def name_the_reviewer(self, pk, person):
        version = ItemVersion.objects.get(pk=pk)
        with contextlib.suppress(TransitionRefused):
            services.assign_reviewer(version=version, reviewer=None, actor=UserFactory(username=person), now=NOW)

    @invariant()
    def every_act_is_in_the_log(self):
        acts = Counter(BankEvent.objects.filter(item=self.item).values_list("act", flat=True))
        reviews = Counter(ItemReview.objects.filter(version__item=self.item).values_list("to_state", flat=True))
        comments = ItemComment.objects.filter(version__item=self.item)
        assert acts["created"] + acts["new_version"] == self.item.versions.count()
        assert acts["submit"] == reviews["in_review"]
        assert acts["reject"] == reviews["draft"]
        assert acts["approve"] == reviews["approved"]
        assert acts["suspend"] == reviews["suspended"]
        assert acts["retire"] == reviews["retired"]
        assert acts["commented"] == comments.count()
        assert acts["settled"] == comments.filter(resolved_at__isnull=False).count()

    @invariant()
    def at_most_one_version_is_approved(self):
        assert self.item.versions.filter(state="approved").count() <= 1

    @invariant()
    def what_was_approved_was_approved_by_another_and_never_changed(self):
        for version in self.item.versions.filter(approved_at__isnull=False):
            authors = self.item.versions.filter(number__lte=version.number).values_list("author", flat=True)
            assert version.approver_id not in authors
            assert self.approved_bodies[version.pk] == version.body_sha256

    @invariant()
    def every_state_is_where_its_reviews_lead(self):
        for version in self.item.versions.all():
            path = [(row.from_state, row.to_state) for row in version.reviews.all()]
            assert all(one[1] == other[0] for one, other in pairwise(path))
            assert version.state == (path[-1][1] if path else "draft")


def test_no_order_of_steps_breaks_the_laws_of_the_bank():
    run_state_machine_as_test(LifeOfAnItem, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))
