"""Whatever is posted to whatever takes a POST, by those who may: an answer, never an error of ours; and in bounded time."""

import os
import random
import time
from datetime import datetime
from functools import cache
from importlib import import_module
from pprint import pformat

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.access_table import TABLE
from tests.architecture.test_access import LOGOUTS, ROUTES, made_world, world  # noqa: F401 -- fixtures
from tests.architecture.tree import modules
from tests.personas import ANONYMOUS, SUPERUSER, browser_of

pytestmark = pytest.mark.django_db

NUL, LONG = "a\0b", "长" * 20_000
HOSTILE = [
    "",
    " ",
    "1",
    "-1",
    "0",
    "9" * 25,
    "1e999",
    "NaN",
    "١٢٣",
    "2026-02-30T25:61",
    "2026-03-02T09:00",
    "0001-01-01",
    "9999-12-31T23:59",
    "on",
    NUL,
    LONG,
    "'; DROP TABLE accounts_user; --",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    '=HYPERLINK("http://evil.example")',
    "../../../etc/passwd",
    "http://127.0.0.1:1/",
    '{"a": [1, {"b": null}]}',
    "[" * 2_000,
    "\u202e\ufeff\U0001f600",
]
FILES = [
    b"",
    b"\0" * 64,
    b"PK\x03\x04broken",
    b"%PDF-1.7 broken",
    b"\xff\xd8\xff\xe0broken",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
]
# Fields of no form of ours: read by name in views, and of allauth's forms.
FURTHER = {
    "next",
    "code",
    "password",
    "login",
    "credential",
    "action",
    "digest",
    "body",
    "answers",
    "events",
    "keys",
    "pk",
}
ROUNDS = 6 if os.environ.get("HYPOTHESIS_PROFILE") == "drill" else 2
# A form that hangs, not a slow machine.
SECONDS = 60.0


def our_forms():
    for path in modules():
        if "forms" in path.parts or path.stem == "forms":
            import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    return sorted(
        (
            form
            for form in subclasses(forms.BaseForm)
            if form.__module__.partition(".")[0] in {"accounts", "certificates", "config", "courses", "exams"}
        ),
        key=lambda form: (form.__module__, form.__qualname__),
    )


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


FIELDS = sorted({name for form in our_forms() for name in getattr(form, "base_fields", {})} | FURTHER)


def payload(seed):
    """Every field that any form has, each with something else."""
    chosen = random.Random(seed)
    data = {name: chosen.choice(HOSTILE) for name in FIELDS}
    if seed % 2:
        for name in ("file", "photo", "portrait", "picture", "document"):
            data[name] = SimpleUploadedFile(f"{name}.bin", chosen.choice(FILES))
    return data


def who_may(route):
    """Somebody who gets past the door."""
    return SUPERUSER if SUPERUSER in route.who else min(route.who - {ANONYMOUS} or route.who)


OURS = [route for route in ROUTES if route.name in TABLE and route.name not in LOGOUTS | {"wagtailadmin_error_test"}]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_post_ends_in_an_error_of_ours(world, seed):  # noqa: F811
    clients = {}
    wrong = {}
    for route in OURS:
        client = clients.setdefault(name := who_may(route), browser_of(name))
        client.raise_request_exception = False
        begun = time.monotonic()
        with transaction.atomic():
            answer = client.post(route.path(world), payload(seed))
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
        took = time.monotonic() - begun
        if answer.status_code >= 500 or took > SECONDS:
            wrong[route.name] = (
                answer.status_code,
                round(took, 1),
                str(getattr(answer, "exc_info", ("", ""))[1])[:200],
            )
    assert wrong == {}, pformat(wrong)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_query_ends_in_an_error_of_ours(world, seed):  # noqa: F811
    clients = {}
    wrong = {}
    query = {name: value[:200] for name, value in payload(2 * seed).items()} | {
        "p": "-1",
        "page": "x",
        "q": NUL,
        "export": "exe",
    }
    for route in OURS:
        client = clients.setdefault(name := who_may(route), browser_of(name))
        client.raise_request_exception = False
        with transaction.atomic():
            answer = client.get(route.path(world), query)
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            wrong[route.name] = (answer.status_code, str(getattr(answer, "exc_info", ("", ""))[1])[:200])
    assert wrong == {}, pformat(wrong)


def made(form):
    """A form that needs nothing but its data; None where it needs more, and the posts above try it."""
    try:
        return form({}, {})
    except (TypeError, KeyError, AttributeError, ValueError):
        return None


@cache
def plain_forms():
    return [form for form in our_forms() if issubclass(form, forms.Form) and made(form) is not None]


def test_most_forms_are_tried_alone(db):
    assert len(plain_forms()) >= 60, [form.__name__ for form in plain_forms()]


def test_a_number_that_no_database_holds_is_no_page():
    """A page's key is a relation, for which Django's own field hands any number on to the database."""
    fields = {
        f"{form.__name__}.{name}": field
        for form in our_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.ModelChoiceField) and field.queryset.model._meta.pk.remote_field
    }
    assert len(fields) >= 6, sorted(fields)
    for name, field in fields.items():
        with pytest.raises(forms.ValidationError) as refused:
            field.clean("9" * 25)
        assert refused.value.code in {"invalid_choice", "invalid_list"}, name


@given(st.data())
def test_any_form_takes_any_text(data):
    form = data.draw(st.sampled_from(plain_forms()))
    texts = st.one_of(
        st.sampled_from(HOSTILE),
        st.text(max_size=60),
        st.datetimes().map(datetime.isoformat),
        st.integers().map(str),
    )
    values = {name: data.draw(texts) for name in form.base_fields}
    tried = form(values, {})
    assert tried.is_valid() in {True, False}
    assert isinstance(str(tried), str)
