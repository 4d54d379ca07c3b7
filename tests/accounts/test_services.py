"""Roles written to groups; names, phone numbers, portraits and ID numbers kept right."""

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, ModelLogEntry, Page, Site

from accounts import services
from accounts.models import Person
from accounts.photos import PhotoRefused
from accounts.roles import ROLE_PERMISSIONS, Role
from accounts.services import IdDocument
from tests.accounts.uploads import full_width, jpeg, png
from tests.factories.accounts import NOW, PersonFactory, UserFactory

VALID = "11010519491231002X"


def acts(instance):
    return [
        (entry.action, entry.user_id, entry.timestamp, entry.data)
        for entry in ModelLogEntry.objects.for_instance(instance).order_by("pk")
    ]


# Roles


@pytest.mark.django_db
def test_sync_takes_away_what_a_role_does_not_have_and_gives_what_it_lacks():
    group = Group.objects.get(name="marker")
    expected = set(group.permissions.values_list("codename", flat=True))
    group.permissions.set(Permission.objects.filter(content_type__app_label="bank"))
    services.sync_roles()
    assert set(group.permissions.values_list("codename", flat=True)) == expected


@pytest.mark.django_db
def test_sync_makes_a_group_that_was_deleted_and_keeps_members_of_the_others():
    writer = UserFactory(roles=[Role.ITEM_WRITER])
    Group.objects.get(name="marker").delete()
    services.sync_roles()
    assert Group.objects.get(name="marker").permissions.count() == 7
    assert list(writer.groups.values_list("name", flat=True)) == ["item_writer"]


@pytest.mark.django_db
def test_a_permission_that_no_model_has_is_an_error(monkeypatch):
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.MARKER, ("marking.add_mark", "marking.eat_mark"))
    with pytest.raises(services.UnknownPermissionsError, match=r"^marking\.eat_mark$"):
        services.sync_roles()


def page_acts(group="content_editor"):
    rows = GroupPagePermission.objects.filter(group__name=group)
    return {(row.page_id, row.permission.codename) for row in rows.select_related("permission")}


@pytest.mark.django_db
def test_content_editors_have_the_tree_under_the_home_page_and_nothing_else():
    root = Page.get_first_root_node()
    home = Site.objects.get().root_page
    GroupPagePermission.objects.create(
        group=Group.objects.get(name="content_editor"), page=root, permission_type="delete"
    )
    services.sync_roles()
    assert page_acts() == {(home.pk, "add_page"), (home.pk, "change_page")}


@pytest.mark.django_db
def test_the_tree_follows_the_site_to_a_new_home_page():
    home = Page.get_first_root_node().add_child(instance=Page(title="New home", slug="new-home"))
    site = Site.objects.get()
    site.root_page = home
    site.save()
    assert page_acts() == {(home.pk, "add_page"), (home.pk, "change_page")}


@pytest.mark.django_db
def test_roles_are_written_where_there_is_no_page_and_no_collection_yet():
    Site.objects.all().delete()
    GroupCollectionPermission.objects.all().delete()
    Collection.objects.all().delete()
    services.sync_roles()
    assert page_acts() == set()
    assert not GroupCollectionPermission.objects.exists()


@pytest.mark.django_db
def test_content_editors_have_the_shared_library_without_deletion():
    group = Group.objects.get(name="content_editor")
    root = Collection.get_first_root_node()
    extra = Permission.objects.get(codename="delete_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=extra)
    services.sync_roles()
    rows = GroupCollectionPermission.objects.filter(group=group).select_related("permission")
    assert sorted((row.collection_id, row.permission.codename) for row in rows) == [
        (root.pk, "add_document"),
        (root.pk, "add_image"),
        (root.pk, "change_document"),
        (root.pk, "change_image"),
        (root.pk, "choose_document"),
        (root.pk, "choose_image"),
    ]


@pytest.mark.django_db
def test_granting_and_revoking_a_role_is_on_record(superuser):
    user = UserFactory()
    services.grant_role(user=user, role=Role.MARKER, actor=superuser, now=NOW)
    assert list(user.groups.values_list("name", flat=True)) == ["marker"]
    services.revoke_role(user=user, role=Role.MARKER, actor=superuser, now=NOW)
    assert list(user.groups.values_list("name", flat=True)) == []
    assert acts(user) == [
        ("accounts.grant_role", superuser.pk, NOW, {"role": "marker"}),
        ("accounts.revoke_role", superuser.pk, NOW, {"role": "marker"}),
    ]


# Names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  张晓明　", "张晓明"),
        ("阿依努尔·买买提", "阿依努尔·买买提"),
        ("阿依努尔•买买提", "阿依努尔•买买提"),
        ("José", "José"),
        ("𠮷田", "𠮷田"),
        ("Mary-Jane O’Neil", "Mary-Jane O’Neil"),
        ("عبد الله", "عبد الله"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("名" * 60, "名" * 60),
    ],
)
def test_names_of_any_script_are_kept_as_typed(typed, kept):
    assert services.clean_full_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("··", "empty"),
        ("123", "empty"),
        ("张\n晓明", "control"),
        ("张\u202e晓明", "control"),
        ("张\x00晓明", "control"),
        ("名" * 61, "max_length"),
    ],
)
def test_what_is_no_name_is_refused(typed, code):
    with pytest.raises(ValidationError) as refused:
        services.clean_full_name(typed)
    assert refused.value.code == code


@given(st.text(max_size=70))
def test_cleaning_a_name_twice_changes_nothing(text):
    try:
        once = services.clean_full_name(text)
    except ValidationError:
        return
    assert services.clean_full_name(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert 1 <= len(once) <= 60


@pytest.mark.django_db
def test_the_first_name_makes_the_person_and_the_second_changes_it():
    user = UserFactory()
    first = services.name_person(user=user, full_name="张晓明", actor=user, now=NOW)
    second = services.name_person(user=user, full_name=" 张小明 ", actor=user, now=NOW)
    same = services.name_person(user=user, full_name="张小明", actor=user, now=NOW)
    assert (first.pk, second.pk, same.pk) == (first.pk, first.pk, first.pk)
    assert Person.objects.get().full_name == "张小明"
    assert [data for _action, _user, _at, data in acts(first)] == [
        {"before": "张晓明", "after": "张小明"},
    ] or [data for _action, _user, _at, data in acts(first)] == [
        {"before": "", "after": "张晓明"},
        {"before": "张晓明", "after": "张小明"},
    ]


@pytest.mark.django_db
def test_a_refused_name_changes_nothing():
    person = PersonFactory(full_name="张晓明")
    with pytest.raises(ValidationError):
        services.name_person(user=person.user, full_name="", actor=person.user, now=NOW)
    person.refresh_from_db()
    assert person.full_name == "张晓明"
    assert acts(person) == []


# Phone numbers


@pytest.mark.django_db
def test_a_new_number_is_unverified():
    user = UserFactory(phone="+8613800138000", phone_verified=True)
    services.set_phone(user=user, phone="+8613900139000", actor=user, now=NOW)
    user.refresh_from_db()
    assert (user.phone, user.phone_verified) == ("+8613900139000", False)
    assert acts(user) == [("accounts.phone", user.pk, NOW, {})]


@pytest.mark.django_db
def test_a_number_of_somebody_else_is_refused_and_nothing_changes():
    UserFactory(phone="+8613800138000")
    user = UserFactory(phone="+8613900139000", phone_verified=True)
    with pytest.raises(services.PhoneTakenError):
        services.set_phone(user=user, phone="+8613800138000", actor=user, now=NOW)
    user.refresh_from_db()
    assert (user.phone, user.phone_verified) == ("+8613900139000", True)
    assert acts(user) == []


# Portraits


def stored(person):
    return sorted(path.name for path in Path(person.photo.storage.location).rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_new_portrait_replaces_the_old_one_and_its_file(django_capture_on_commit_callbacks):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        services.set_photo(person=person, data=jpeg(600, 800), actor=person.user, now=NOW)
    first, first_digest = person.photo.name, person.photo_sha256
    with django_capture_on_commit_callbacks(execute=True):
        services.set_photo(person=person, data=jpeg(600, 800, colour="navy"), actor=person.user, now=NOW)
    person.refresh_from_db()
    assert person.photo.name != first
    assert person.photo_sha256 != first_digest
    assert stored(person) == [Path(person.photo.name).name]
    assert [action for action, *_rest in acts(person)] == ["accounts.portrait", "accounts.portrait"]


@pytest.mark.django_db
def test_a_refused_upload_keeps_the_old_portrait(django_capture_on_commit_callbacks):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        services.set_photo(person=person, data=jpeg(600, 800), actor=person.user, now=NOW)
    before = (person.photo.name, person.photo_sha256)
    with pytest.raises(PhotoRefused), django_capture_on_commit_callbacks(execute=True):
        services.set_photo(person=person, data=b"GIF89a", actor=person.user, now=NOW)
    person.refresh_from_db()
    assert (person.photo.name, person.photo_sha256) == before
    assert stored(person) == [Path(before[0]).name]
    assert len(acts(person)) == 1


@pytest.mark.django_db
def test_a_write_that_fails_leaves_no_file_behind():
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).delete()
    with pytest.raises(Exception, match="did not affect any rows"):
        services.set_photo(person=person, data=png(600, 800), actor=person.user, now=NOW)
    assert stored(person) == []


# ID numbers


@pytest.mark.parametrize("typed", [VALID, " 110105 19491231 002x ", full_width(VALID)])
def test_a_resident_number_is_read_in_any_usual_writing(typed):
    assert services.clean_id_number(document=IdDocument.RESIDENT, text=typed) == VALID


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "110105194912310021",
        "11010519491231002",
        "110105194913310025",
        "ABCDEFGHIJKLMNOPQR",
        "110105491231002",
        "²10105194912310021",
    ],
)
def test_a_resident_number_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        services.clean_id_number(document=IdDocument.RESIDENT, text=typed)
    assert refused.value.code == "resident"


def test_one_wrong_digit_or_two_exchanged_are_found():
    wrong = {VALID[:at] + digit + VALID[at + 1 :] for at in range(17) for digit in "0123456789" if digit != VALID[at]}
    exchanged = {VALID[:at] + VALID[at + 1] + VALID[at] + VALID[at + 2 :] for at in range(16)} - {VALID}
    accepted = []
    for number in wrong | exchanged:
        try:
            accepted.append(services.clean_id_number(document=IdDocument.RESIDENT, text=number))
        except ValidationError:
            continue
    assert accepted == []


@pytest.mark.parametrize(("typed", "kept"), [("e 1234 5678", "E12345678"), ("H" * 40, "H" * 40)])
def test_other_documents_are_kept_as_text(typed, kept):
    assert services.clean_id_number(document=IdDocument.OTHER, text=typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "H" * 41, "E1\x0023"])
def test_other_documents_have_a_number_of_at_most_forty(typed):
    with pytest.raises(ValidationError):
        services.clean_id_number(document=IdDocument.OTHER, text=typed)


@pytest.mark.django_db
def test_a_number_is_stored_encrypted_and_shown_masked():
    person = PersonFactory()
    services.set_id_number(person=person, document=IdDocument.RESIDENT, number=VALID, actor=person.user, now=NOW)
    person = Person.objects.get()
    assert person.masked_id_number == "**************002X"
    assert VALID.encode() not in bytes(person.id_number_encrypted)
    assert b"19491231" not in bytes(person.id_number_encrypted)
    assert acts(person) == [("accounts.id_number", person.user_id, NOW, {})]


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "tail"), [("AB", ""), ("ABC", "C"), ("ABCDEF", "EF"), ("E12345678", "678")])
def test_of_a_short_number_at_most_a_third_is_shown(number, tail):
    person = PersonFactory()
    services.set_id_number(person=person, document=IdDocument.OTHER, number=number, actor=person.user, now=NOW)
    assert Person.objects.get().id_number_tail == tail


@pytest.mark.django_db
def test_a_number_is_revealed_to_an_officer_with_the_reason_on_record(exam_officer):
    person = PersonFactory()
    services.set_id_number(person=person, document=IdDocument.RESIDENT, number=VALID, actor=person.user, now=NOW)
    later = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    person = Person.objects.get(pk=person.pk)
    number = services.reveal_id_number(person=person, actor=exam_officer, reason="at the door", now=later)
    assert number == VALID
    assert acts(person)[-1] == (
        "accounts.reveal_id_number",
        exam_officer.pk,
        later,
        {"reason": "at the door"},
    )


@pytest.mark.django_db
def test_a_number_is_not_revealed_to_an_invigilator(invigilator):
    person = PersonFactory()
    services.set_id_number(person=person, document=IdDocument.RESIDENT, number=VALID, actor=person.user, now=NOW)
    with pytest.raises(PermissionDenied):
        services.reveal_id_number(person=person, actor=invigilator, reason="curious", now=NOW)
    assert [action for action, *_rest in acts(person)] == ["accounts.id_number"]


@pytest.mark.django_db
def test_where_no_number_was_given_none_is_revealed():
    person = PersonFactory()
    assert services.reveal_id_number(person=person, actor=person.user, reason="own", now=NOW) == ""
