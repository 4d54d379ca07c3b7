"""An explanation that only holds a place: said by the lint, refused at submission and approval, the whole and each part."""

from datetime import UTC, datetime

import pytest

from exams.bank.item_types.unfinished import is_placeholder
from exams.bank.lint import lint_item
from exams.bank.models import BankEvent, ItemReview, VersionState
from exams.bank.presentation.advice import advice_of
from exams.bank.services import TransitionRefused, approve, stored_body, submit_for_review
from tests.factories.bank import BODIES, UserFactory, make_version
from tests.personas import make_persona

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PLACEHOLDER = "（解析待补）"


@pytest.mark.parametrize(
    "text",
    [
        PLACEHOLDER,
        "解析待补充。",
        "待补",
        "【待写】",
        "TODO",
        "todo: 说明理由",
        "**（待补）**",
        "答案解析：待补",
        "A 对（待补）",
    ],
)
def test_what_holds_a_place(text):
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["客户的材料待补齐时，应一次告知。", "美誉度是褒扬程度。", "先记下待补材料清单，再回看“登记”一节。", "autodoc"],
)
def test_what_explains(text):
    assert not is_placeholder(text)


def body_with(explanation):
    return stored_body("single_choice", {**BODIES["single_choice"], "explanation": explanation})


def case_with(explanation):
    first, *rest = BODIES["case"]["parts"]
    parts = [{**first, "body": {**first["body"], "explanation": explanation}}, *rest]
    return stored_body("case", {**BODIES["case"], "parts": parts})


def test_the_lint_says_so_in_place_of_all_else_about_the_explanation():
    found = lint_item("single_choice", body_with(PLACEHOLDER))

    assert [one.code for one in found if one.place == ("explanation",)] == ["explanation_placeholder"]
    [advice] = [one for one in advice_of(found) if one.code == "explanation_placeholder"]
    assert advice.text == "“（解析待补）”只是占位：请写出解析，否则不能送审。"
    [part] = [one for one in advice_of(lint_item("case", case_with("待补"))) if one.code == "explanation_placeholder"]
    assert part.text.startswith("第 1 小题：")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("item_type", "body", "reason"),
    [
        ("single_choice", body_with(PLACEHOLDER), "解析尚未写好：请先把占位文字换成解析。"),
        ("case", case_with("TODO"), "第 1 小题的解析尚未写好：请先把占位文字换成解析。"),
    ],
)
def test_it_is_neither_submitted_nor_approved_and_nothing_changes(item_type, body, reason):
    draft = make_version(item_type, body=body)
    with pytest.raises(TransitionRefused, match=reason):
        submit_for_review(version=draft, actor=draft.author, now=NOW)

    waiting = make_version(item_type, body=body, state=VersionState.IN_REVIEW)
    with pytest.raises(TransitionRefused, match=reason):
        approve(version=waiting, actor=UserFactory(username="second"), now=NOW)

    draft.refresh_from_db()
    waiting.refresh_from_db()
    assert (draft.state, waiting.state) == (VersionState.DRAFT, VersionState.IN_REVIEW)
    assert ItemReview.objects.count() == BankEvent.objects.filter(act__in=["submit", "approve"]).count() == 0


@pytest.mark.django_db
def test_the_page_says_why(client_of):
    draft = make_version(body=body_with(PLACEHOLDER), author=make_persona("item_writer"))
    bank = draft.item.bank.code
    page = client_of("item_writer").post(f"/admin/bank/{bank}/{draft.item.key}/1/submit/", follow=True).content.decode()

    assert "解析尚未写好：请先把占位文字换成解析。" in page
