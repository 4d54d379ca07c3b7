"""The register of personal data names every field of every table, or says that it is none of it."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from accounts.models import User
from accounts.privacy import Fate, categories, records, registers

# Tables of libraries that hold nothing about people, or only what editors write about lessons.
LIBRARIES = {"auth", "contenttypes", "taggit", "wagtailembeds", "wagtailforms", "wagtailimages", "wagtaildocs",
             "wagtailredirects", "wagtailsearch", "wagtailcore", "wagtailadmin"}  # fmt: skip


def named():
    """Table → the fields that the register speaks of."""
    found = defaultdict(set)
    for _app, rows, impersonal in registers():
        for row in rows:
            found[row.model] |= {*row.fields, *row.actors, *row.plain}
        for model, fields in impersonal.items():
            found[model] |= set(fields.split())
    return found


def unnamed(models):
    spoken = named()
    left = []
    for model in models:
        own = {field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
        implied = {"id"} if "id" not in spoken[model._meta.label] else set()
        left += [f"{model._meta.label}.{name}" for name in sorted(own - spoken[model._meta.label] - implied)]
    return left


def our_models():
    everything = apps.get_models(include_auto_created=True)
    return [model for model in everything if model._meta.app_label not in LIBRARIES or model._meta.label in named()]


def test_every_field_is_personal_or_named_as_not():
    assert unnamed(our_models()) == []


def test_a_new_field_breaks_it(monkeypatch):
    from accounts import personal_data

    shorter = [row for row in personal_data.RECORDS if row.model != "accounts.Person"]
    monkeypatch.setattr(personal_data, "RECORDS", shorter)
    assert "accounts.Person.full_name" in unnamed(our_models_with("accounts.Person"))


def our_models_with(label):
    return [apps.get_model(label)]


def test_nothing_is_named_that_is_not_there():
    gone = []
    for label, fields in named().items():
        model = apps.get_model(label)
        own = {field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]} | {"pk"}
        gone += [f"{label}.{name}" for name in sorted(fields - own)]
    assert gone == []


def test_every_record_leads_to_a_person():
    for record in records():
        manager = apps.get_model(record.model)._base_manager
        assert str(manager.filter(**{record.person or "pk": 1}).query)
        if record.exam:
            assert str(manager.filter(**{record.exam: 1}).query)
        if record.since:
            assert str(manager.filter(**{f"{record.since}__isnull": False}).query)


def test_every_link_to_an_account_is_in_the_register():
    """A library's table too: nobody's link to a person goes unseen."""
    spoken = {(row.model, name) for row in records() for name in (*row.fields, *row.actors)}
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and field.related_model is User
        and (model._meta.label, field.name) not in spoken
    ]
    assert sorted(missing) == sorted(LINKS_WITHOUT_A_NAME)


# Who published, locked or uploaded something of the lessons: a link that turns into the pseudonym with the account.
LINKS_WITHOUT_A_NAME = {
    "wagtailcore.Page.locked_by",
    "wagtailcore.Page.owner",
    "wagtailcore.Revision.user",
    "wagtailcore.TaskState.finished_by",
    "wagtailcore.UploadedFile.uploaded_by_user",
    "wagtailcore.WorkflowState.requested_by",
    "wagtaildocs.Document.uploaded_by_user",
    "wagtailimages.Image.uploaded_by_user",
}


def test_what_points_to_an_exam_record_is_one_itself():
    """Else the retention clock would find a row that still holds what it deletes."""
    parts = {row.model for row in records() if row.exam}
    missing = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            target = field.related_model._meta.label if isinstance(field, ForeignKey) else ""
            if target in parts and model._meta.label not in parts:
                missing.add(f"{model._meta.label}.{field.name}")
    # A certificate stands on its result, which stays with it.
    assert missing == {"certificates.Certificate.result", "certificates.CertificateReview.result"}


def test_every_category_says_all_five_things():
    found = categories()
    assert len({one.code for one in found}) == len(found) >= 15
    for one in found:
        assert all(str(text) for text in (one.title, one.data, one.purpose, one.retention, one.seen_by))


def test_what_is_deleted_by_the_clock_has_a_clock():
    for record in records():
        if record.category.months and record.at_erasure != Fate.BLANK:
            assert record.exam or record.since, record.model


@pytest.mark.parametrize("record", [row for row in records() if row.exam], ids=lambda row: row.model)
def test_exam_records_lead_to_their_candidate(record):
    expected = f"{record.exam}__candidate" if record.exam != "pk" else "candidate"
    assert record.person == expected or record.at_erasure == Fate.REMOVE
    assert not isinstance(apps.get_model(record.model)._meta.pk, ManyToManyField)
