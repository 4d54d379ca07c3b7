"""Comments, the assignment of a reviewer, the queue, differences, and the question before something leaves use."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from exams.bank import services
from exams.bank.models import BankEvent, ItemComment, ItemReview, ItemVersion
from exams.bank.queries import open_comments, waiting_versions
from exams.bank.rules import REVIEW, banks_for
from exams.bank.services import TransitionRefused, VersionContent
from tests.factories.bank import BODIES, NOW, BankFactory, make_point, make_version
from tests.factories.papers import make_draft
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

TALKERS = {"item_writer", "reviewer", "superuser"}


def _url(name, *arguments):
    return reverse(f"bank:{name}", args=["C001.4", *arguments])


def _page(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def _content(version, **changes):
    body = {**version.body, **changes}
    return VersionContent(body=body, point=version.point, difficulty=2, cognitive="apply", facts=tuple(version.facts))


@pytest.fixture
def version():
    return make_version(
        state="in_review", key="S-001", point=make_point(BankFactory().chapter), author=make_persona("item_writer")
    )


def _comment(version, field="options-1", text="B 太像 A"):
    return services.add_comment(version=version, field=field, text=text, actor=make_persona("reviewer"), now=NOW)


# Comments


@pytest.mark.parametrize("name", EVERYBODY)
def test_writers_and_reviewers_talk(version, name):
    comment = _comment(version)
    browser = browser_of(name)

    browser.post(_url("comment", "S-001", 1), {"field": "stem", "text": "题干再短些"})
    browser.post(_url("settle", "S-001", comment.pk))

    comment.refresh_from_db()
    said = list(ItemComment.objects.exclude(pk=comment.pk).values_list("field", "quoted", "text", "author__username"))
    if name in TALKERS:
        assert said == [("stem", "美誉度衡量什么？", "题干再短些", name)]
        assert (comment.resolved_by.username, comment.resolved_at is not None) == (name, True)
    else:
        assert (said, comment.resolved_by) == ([], None)
        assert [event.act for event in BankEvent.objects.all()] == ["commented"]


def test_a_comment_stands_at_its_field_on_the_page_and_in_the_form(version):
    _comment(version)

    page = _page(browser_of("reviewer").get(_url("item", "S-001")))
    form = _page(browser_of("item_writer").get(_url("edit", "S-001")))

    assert page.select_one(".bank-comment-field").text.strip() == "选项 B"
    row = form.select_one("[name=options-1-text]").find_parent("li")
    assert "B 太像 A" in row.select_one(".bank-said").text
    assert form.select(".bank-said") == row.select(".bank-said")


def test_an_empty_comment_is_not_kept(version):
    with pytest.raises(TransitionRefused):
        _comment(version, text="  ")

    assert (ItemComment.objects.count(), BankEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize("change", [{"text": "别的"}, {"field": "stem"}, {"quoted": "别的"}])
def test_the_database_keeps_the_words_of_a_comment(version, change):
    comment = _comment(version)

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemComment.objects.filter(pk=comment.pk).update(**change)

    assert ItemComment.objects.get().text == "B 太像 A"


def test_settling_twice_is_logged_once(version):
    comment = _comment(version)

    for name in ("item_writer", "reviewer"):
        services.settle_comment(comment=comment, actor=make_persona(name), now=NOW)

    assert comment.resolved_by == make_persona("item_writer")
    assert list(BankEvent.objects.order_by("pk").values_list("act", flat=True)) == ["commented", "settled"]


def test_an_open_comment_stands_in_the_way_of_approval(version):
    _comment(version)
    browser = browser_of("reviewer")

    answer = browser.post(_url("move", "S-001", 1, "approve"), {"comment": ""})

    assert "尚有未解决的意见" in answer.content.decode()
    with pytest.raises(TransitionRefused):
        services.approve(version=version, actor=make_persona("reviewer"), now=NOW)
    assert ItemVersion.objects.get().state == "in_review"
    assert ItemReview.objects.count() == 0


def test_a_reason_passes_over_open_comments_and_is_kept(version):
    _comment(version)

    browser_of("reviewer").post(_url("move", "S-001", 1, "approve"), {"in_spite": "只是措辞"})

    assert ItemReview.objects.get().comment == "只是措辞"
    assert BankEvent.objects.get(act="approve").details == {"from": "in_review", "open_comments": 1}


def test_a_settled_comment_does_not(version):
    services.settle_comment(comment=_comment(version), actor=make_persona("item_writer"), now=NOW)

    services.approve(version=version, actor=make_persona("reviewer"), now=NOW)

    assert ItemVersion.objects.get().state == "approved"


def test_a_comment_on_an_earlier_version_is_still_open(version):
    _comment(version)
    following = make_version(item=version.item, state="in_review")

    assert (open_comments(following).count(), open_comments(version).count()) == (1, 1)
    services.add_comment(version=following, field="", text="新版", actor=make_persona("reviewer"), now=NOW)
    assert open_comments(version).count() == 1


# Who reviews


def test_a_named_reviewer_alone_finds_it_in_the_queue(version):
    reviewer, superuser = make_persona("reviewer"), make_persona("superuser")

    services.assign_reviewer(version=version, reviewer=superuser, actor=make_persona("item_writer"), now=NOW)

    def queue(user):
        return list(waiting_versions(user, banks_for(user, REVIEW)))

    assert (queue(reviewer), queue(superuser)) == ([], [version])
    services.assign_reviewer(version=version, reviewer=None, actor=superuser, now=NOW)
    assert (queue(reviewer), queue(superuser)) == ([version], [version])


@pytest.mark.parametrize("name", ["item_writer", "paper_maker", "trainee"])
def test_nobody_is_named_who_may_not_review(version, name):
    with pytest.raises(TransitionRefused):
        services.assign_reviewer(version=version, reviewer=make_persona(name), actor=version.author, now=NOW)

    assert ItemVersion.objects.get().reviewer is None


def test_the_database_refuses_an_author_as_reviewer(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.update(reviewer=version.author)


def test_the_page_offers_reviewers_but_not_the_author():
    version = make_version(key="S-001", author=make_persona("superuser"), state="in_review")
    reviewer = make_persona("reviewer")

    page = _page(browser_of("item_writer").get(_url("item", "S-001")))
    browser_of("item_writer").post(_url("assign", "S-001", 1), {"reviewer": reviewer.pk})

    assert [option["value"] for option in page.select("select[name=reviewer] option")] == ["", str(reviewer.pk)]
    version.refresh_from_db()
    assert version.reviewer == reviewer


# The queue


def test_the_queue_shows_what_others_wrote_oldest_first():
    reviewer, writer = make_persona("superuser"), make_persona("item_writer")
    versions = [make_version(key=f"S-00{number}", author=writer) for number in (1, 2)]
    own = make_version(key="S-003", author=reviewer)
    for minutes, version in enumerate((versions[1], own, versions[0])):
        services.submit_for_review(version=version, actor=version.author, now=NOW + timedelta(minutes=minutes))

    page = _page(browser_of("superuser").get(reverse("bank:reviews")))

    assert [card.text.strip() for card in page.select(".bank-card h2")] == ["C001.4 · S-002", "C001.4 · S-001"]
    assert page.select_one(".bank-card .bank-key").text == "客户对企业的褒扬程度"


def _mended_by_another():
    """The superuser's item in review, with a small change by a writer."""
    first = make_version(key="S-001", author=make_persona("superuser"))
    return make_version(item=first.item, author=make_persona("item_writer"), state="in_review")


def test_the_queue_leaves_out_what_goes_back_to_the_reviewers_own_version():
    version = _mended_by_another()

    queues = {
        name: [found.pk for found in waiting_versions(make_persona(name), banks_for(make_persona(name), REVIEW))]
        for name in ("superuser", "reviewer")
    }

    assert queues == {"superuser": [], "reviewer": [version.pk]}
    assert _page(browser_of("superuser").get(reverse("bank:reviews"))).select(".bank-card") == []


def test_who_wrote_a_part_is_told_why_and_who_may():
    version, reviewer = _mended_by_another(), make_persona("reviewer")
    browser = browser_of("superuser")

    page = _page(browser.get(_url("item", "S-001")))
    answer = browser.post(_url("move", "S-001", 2, "approve"), {"confirmed": "1"})

    said = f"本试题第 1 版由您编写，须由未参与编写的人批准：{reviewer.display_name}。"
    assert said in page.text
    assert [button.text for button in page.select(".bank-moves button")] == ["退回命题员", "退役"]
    assert [option["value"] for option in page.select("select[name=reviewer] option")] == ["", str(reviewer.pk)]
    assert answer.status_code in {302, 403}
    version.refresh_from_db()
    assert (version.state, version.reviews.count()) == ("in_review", 0)
    with pytest.raises(TransitionRefused):
        services.assign_reviewer(version=version, reviewer=make_persona("superuser"), actor=reviewer, now=NOW)
    # Who wrote nothing reads nothing of it.
    assert "由您编写" not in _page(browser_of("reviewer").get(_url("item", "S-001"))).text


@pytest.mark.parametrize(("verb", "state"), [("approve", "approved"), ("reject", "draft")])
def test_the_queue_decides_in_place_and_comes_back(version, verb, state):
    answer = browser_of("reviewer").post(_url("move", "S-001", 1, verb), {"comment": "题干不完整", "back": "reviews"})

    assert answer["Location"] == reverse("bank:reviews")
    assert ItemVersion.objects.get().state == state


@pytest.mark.parametrize("size", [1, 3])
def test_the_queue_costs_the_same_whatever_waits(size, django_assert_num_queries):
    for number in range(size):
        version = make_version(key=f"S-00{number}", state="in_review")
        _comment(version)
        make_version(item=version.item, state="in_review")
    browser = browser_of("reviewer")
    browser.get(reverse("bank:reviews"))

    with django_assert_num_queries(14):
        answer = browser.get(reverse("bank:reviews"))

    assert len(_page(answer).select(".bank-card")) == 2 * size


# What has changed


def test_a_mended_draft_is_compared_with_what_was_returned():
    writer, reviewer = make_persona("item_writer"), make_persona("reviewer")
    version = make_version(key="S-001", author=writer)
    services.submit_for_review(version=version, actor=writer, now=NOW)
    services.reject(version=version, actor=reviewer, now=NOW, comment="B 太像 A")
    options = [dict(option) for option in BODIES["single_choice"]["options"]]
    options[1]["text"] = "客户点名消费的程度"
    services.revise_draft(version=version, content=_content(version, options=options), actor=writer, now=NOW)
    services.submit_for_review(version=version, actor=writer, now=NOW)

    page = _page(browser_of("reviewer").get(_url("compare", "S-001")))

    (difference,) = page.select(".bank-compare > .bank-differences .bank-difference")
    assert difference.dt.text.strip() == "选项 B"
    assert [one.text for one in difference.select("del, ins")] == ["［删去：指]", "［写入：点]"]
    card = _page(browser_of("reviewer").get(reverse("bank:reviews")))
    assert [one.text for one in card.select(".bank-card del, .bank-card ins")] == ["［删去：指]", "［写入：点]"]


def test_another_key_and_another_difficulty_are_differences():
    first = make_version(key="S-001", state="approved")
    options = [{**option, "correct": place == 1} for place, option in enumerate(first.body["options"])]
    services.create_version(
        item=first.item,
        content=VersionContent(
            body={**first.body, "options": options}, point=first.point, difficulty=4, cognitive="apply"
        ),
        actor=make_persona("item_writer"),
    )

    page = _page(browser_of("reviewer").get(_url("compare", "S-001")))

    labels = [one.dt.text.strip() for one in page.select(".bank-compare > .bank-differences .bank-difference")]
    assert labels == ["选项 A", "选项 B", "难度"]


def test_a_state_that_is_not_kept_is_not_found(version):
    assert browser_of("reviewer").get(_url("compare", "S-001") + "?from=v9").status_code == 404


# What a step would touch


def test_suspending_asks_first_and_names_the_drafts():
    version = make_draft().paper_items.first().version
    url = reverse("bank:move", args=["C001.4", version.item.key, 1, "suspend"])
    browser = browser_of("reviewer")

    asked = _page(browser.post(url, {"comment": "答案有争议"}))

    assert "客户服务改进 理论 · A" in asked.select_one(".bank-uses").text
    assert asked.select_one("textarea[name=comment]").text.strip() == "答案有争议"
    version.refresh_from_db()
    assert version.state == "approved"
    browser.post(url, {"comment": "答案有争议", "confirmed": "1"})
    version.refresh_from_db()
    assert version.state == "suspended"


def test_approving_a_successor_asks_first():
    former = make_draft().paper_items.first().version
    version = make_version(item=former.item, state="in_review")
    url = reverse("bank:move", args=["C001.4", former.item.key, 2, "approve"])

    asked = _page(browser_of("reviewer").post(url))

    assert "第 1 版退役" in asked.select_one(".bank-confirm").text
    version.refresh_from_db()
    assert version.state == "in_review"


def test_the_form_says_what_a_new_version_will_touch():
    version = make_draft().paper_items.first().version

    page = _page(browser_of("item_writer").get(reverse("bank:edit", args=["C001.4", version.item.key])))

    assert "客户服务改进 理论 · A" in page.select_one("form .bank-uses").text
    # A writer may not open papers.
    assert page.select("form .bank-uses a") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("draft", "approved"), ("approved", "draft"), ("retired", "approved"), ("suspended", "in_review")],
)
def test_the_database_knows_the_steps(old, new):
    version = make_version(state=old)
    approval = {"approver": make_persona("reviewer"), "approved_at": NOW} if new == "approved" else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(state=new, **approval)

    assert ItemVersion.objects.get().state == old
