"""Two people stand behind what readers see: an editor submits, another one approves."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow, WorkflowPage

from accounts.roles import Role
from courses.models import HomePage, LessonPage, SecondPersonTask
from courses.services.moderation import ensure_moderation
from courses.services.publishing import Outcome
from tests.courses.editor_forms import edit_url, form_of_lesson
from tests.courses.interchange.test_loader import lesson as loaded_lesson
from tests.courses.interchange.test_loader import run
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(folder):
    run(folder)
    return loaded_lesson(1)


def editor(name):
    user = UserFactory(username=name, email=f"{name}@example.com", roles=[Role.CONTENT_EDITOR])
    client = Client()
    client.force_login(user)
    return client


def post(client, lesson, *, action, **changes):
    return client.post(edit_url(lesson), form_of_lesson(lesson, **changes) | action)


SUBMIT = {"action-submit": "1"}
PUBLISH = {"action-publish": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}
REJECT = {"action-workflow-action": "1", "workflow-action-name": "reject"}


def approve(client, lesson, action="approve"):
    """The button on the list of what waits for review."""
    state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, action, state.pk])
    return client.post(address, {"comment": "看过了"})


def live_title(lesson):
    return LessonPage.objects.get(pk=lesson.pk).title


def test_loading_arranges_the_workflow_once(folder):
    run(folder)
    run(folder)
    task = SecondPersonTask.objects.get()
    assert [group.name for group in task.groups.all()] == ["content_editor"]
    assert [
        (page.workflow.name, page.page_id) for page in WorkflowPage.objects.filter(workflow__name="内容双人审核")
    ] == [("内容双人审核", HomePage.objects.get().pk)]
    assert loaded_lesson(1).get_workflow().name == "内容双人审核"


def test_what_an_operator_arranged_stays(folder):
    home = HomePage(title="首页", slug="academy")
    Page.get_first_root_node().add_child(instance=home)
    own = Workflow.objects.create(name="我们自己的")
    WorkflowPage.objects.create(page=home, workflow=own)
    ensure_moderation(home=home)
    assert WorkflowPage.objects.get(page=home).workflow == own
    Workflow.objects.get(name="内容双人审核").deactivate()
    ensure_moderation(home=home)
    assert Workflow.objects.filter(name="内容双人审核", active=True).count() == 0


def test_a_site_from_before_gets_it_with_the_migration():
    Page.get_first_root_node().add_child(instance=HomePage(title="首页", slug="academy"))
    assert not SecondPersonTask.objects.exists()
    call_command("migrate", verbosity=0)
    assert SecondPersonTask.objects.count() == 1


def test_an_editor_cannot_publish(lesson):
    before = lesson.live_revision_id
    response = post(editor("first"), lesson, action=PUBLISH, title="改过的标题")
    assert response.status_code == 302
    fresh = LessonPage.objects.get(pk=lesson.pk)
    assert (fresh.title, fresh.live_revision_id, fresh.has_unpublished_changes) == ("第 1 课", before, True)


def test_a_second_editor_approves_and_it_is_published(lesson, folder):
    post(editor("first"), lesson, action=SUBMIT, title="改过的标题")
    assert live_title(lesson) == "第 1 课"
    assert approve(editor("second"), lesson).status_code == 302
    assert live_title(lesson) == "改过的标题"
    assert [row.id for row in run(folder).with_outcome(Outcome.CONFLICT)] == ["C000.1.1"]


def test_who_submitted_does_not_approve(lesson):
    first = editor("first")
    post(first, lesson, action=SUBMIT, title="改过的标题")
    assert approve(first, lesson).status_code == 302
    page = LessonPage.objects.get(pk=lesson.pk)
    assert (page.title, page.current_workflow_state.status) == ("第 1 课", "in_progress")


def test_who_wrote_any_of_it_does_not_approve_what_another_submits(lesson):
    first, second = editor("first"), editor("second")
    post(first, lesson, action={}, title="第一位写的标题")
    post(second, lesson, action=SUBMIT, section="第二节")
    assert approve(first, lesson).status_code == 302
    assert live_title(lesson) == "第 1 课"
    approve(editor("third"), lesson)
    assert live_title(lesson) == "第一位写的标题"


def test_who_approves_changes_nothing_in_the_same_act(lesson):
    post(editor("first"), lesson, action=SUBMIT, title="改过的标题")
    second = editor("second")
    response = post(second, lesson, action=APPROVE, title="审核人改的标题")
    assert "您改动了页面：请先保存草稿，再由另一位编辑审核。" in response.content.decode()
    assert live_title(lesson) == "第 1 课"
    assert LessonPage.objects.get(pk=lesson.pk).revisions.count() == 2


def test_the_button_in_the_editor_approves_what_was_not_changed(lesson):
    post(editor("first"), lesson, action=SUBMIT, title="改过的标题")
    response = post(editor("second"), lesson, action=APPROVE)
    assert response.status_code == 302, response.context["form"].errors
    assert live_title(lesson) == "改过的标题"


def test_a_draft_is_sent_back_and_submitted_again(lesson):
    first, second = editor("first"), editor("second")
    post(first, lesson, action=SUBMIT, title="改过的标题")
    approve(second, lesson, "reject")
    assert LessonPage.objects.get(pk=lesson.pk).current_workflow_state.status == "needs_changes"
    post(first, lesson, action=SUBMIT, title="再改的标题")
    approve(second, lesson)
    assert live_title(lesson) == "再改的标题"


def test_the_rule_holds_without_a_button_of_ours(lesson):
    first = editor("first")
    post(first, lesson, action=SUBMIT, title="改过的标题")
    state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
    author = state.workflow_state.requested_by
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, author, "approve")
    assert live_title(lesson) == "第 1 课"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_EDITOR])
def test_no_other_role_approves(client_of, lesson, role):
    post(editor("first"), lesson, action=SUBMIT, title="改过的标题")
    assert approve(client_of(role.value), lesson).status_code in {302, 403}
    assert live_title(lesson) == "第 1 课"


def test_the_others_are_told_by_mail(lesson):
    editor("second")
    mail.outbox.clear()
    post(editor("first"), lesson, action=SUBMIT, title="改过的标题")
    assert {address for message in mail.outbox for address in message.to} == {"second@example.com"}


def test_the_operator_may_publish_alone(client_of, lesson):
    post(client_of("superuser"), lesson, action=PUBLISH, title="改过的标题")
    assert live_title(lesson) == "改过的标题"
