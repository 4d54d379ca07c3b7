"""Nobody reads a key who may not: a canary in every part of an item, and every URL opened as every role."""

from collections.abc import Container, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from exams.bank.models import Bank, BankAccess, ItemComment, ItemMedia, ItemVersion
from exams.marking.services import mark_attempt
from exams.papers.queries import forget_all_papers, frozen_paper
from exams.sittings.models import ExamComponent, Sitting
from exams.sittings.services import submit_attempt
from tests.accounts.uploads import png
from tests.architecture.access_world import make_world
from tests.architecture.test_access import LOGOUTS, ROUTES
from tests.factories.sittings import make_paper, make_room
from tests.personas import EVERYBODY, browser_of, make_persona

# What candidates see of an item, and what they do not. Searches ask for the first half and must not find the second.
BIRD = "金丝雀"
SHOWN = (f"{BIRD}题干", f"{BIRD}选项", f"{BIRD}填空")
SECRET = (f"{BIRD}解析", f"{BIRD}答案", f"{BIRD}意见")
PICTURE = "0123456789abcdef.png"

SINGLE = {
    "stem": f"{SHOWN[0]}？\n\n![图]({PICTURE})",
    "options": [
        {"text": f"{SHOWN[1]}一", "correct": True},
        {"text": f"{SHOWN[1]}二", "correct": False},
        {"text": f"{SHOWN[1]}三", "correct": False},
    ],
    "explanation": f"{SECRET[0]}一。",
}
FILL_IN = {
    "stem": f"{SHOWN[2]}是{{{{1}}}}。",
    "blanks": [{"accept": [f"{SECRET[1]}"]}],
    "explanation": f"{SECRET[0]}二。",
}
READERS = ("item_writer", "reviewer", "paper_maker", "superuser")
# Where those who read no key still meet what an item asks.
MEETS = {
    "auditor": {"papers:paper"},
    "trainee": {"sittings:runner", "sittings:paper_items", "sittings:review"},
}
SEARCHES = [
    f"/search/?q={BIRD}",
    f"/admin/pages/search/?q={BIRD}",
    f"/admin/choose-page/search/?q={BIRD}",
    f"/admin/api/main/pages/?search={BIRD}",
    f"/admin/images/?q={BIRD}",
    f"/admin/documents/?q={BIRD}",
    f"/admin/users/?q={BIRD}",
    f"/admin/point_chooser/results/?q={BIRD}",
    f"/admin/bank/C001.4/?q={BIRD}",
    f"/admin/bank/log/?item={BIRD}",
    f"/admin/papers/?q={BIRD}",
    "/sitemap.xml",
]

# What a page says of a key no engine changes.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made_world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict]:
    """The world of the access tests, whose bank, paper and attempt hold the canary; made once."""
    fields = [Person._meta.get_field("photo"), ItemMedia._meta.get_field("file")]
    before = [field.storage for field in fields]
    folder = tmp_path_factory.mktemp("private")
    for field in fields:
        field.storage = FileSystemStorage(location=folder)
    with django_db_blocker.unblock(), transaction.atomic():
        yield _with_canary(make_world())
        transaction.set_rollback(True)
    for field, storage in zip(fields, before, strict=True):
        field.storage = storage


def _with_canary(world: dict) -> dict:
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    paper = make_paper(items=(("single_choice", SINGLE, Decimal(50)), ("fill_in", FILL_IN, Decimal(50))))
    ExamComponent.objects.filter(pk=room.component.pk).update(paper=paper)
    room.component.refresh_from_db()
    trainee = make_persona("trainee")
    room.registration.candidate = room.candidate = trainee
    room.registration.save()
    attempt = room.start(timezone.now())
    version = ItemVersion.objects.get(paper_items__paper=paper, paper_items__slot=1)
    comment = ItemComment.objects.create(
        version=version, field="key", text=SECRET[2], author=make_persona("reviewer"), at=timezone.now()
    )
    media = ItemMedia(bank=version.item.bank, key=PICTURE, width=8, height=8, added_by=trainee, added_at=timezone.now())
    media.file.save(PICTURE, ContentFile(png(8, 8)))
    world["admin/bank/"] = {
        **world["admin/bank/"],
        "code": version.item.bank.code,
        "key": version.item.key,
        "number": 1,
        "pk": comment.pk,
        "media_key": PICTURE,
    }
    world["admin/papers/"] = {"pk": paper.pk, "key": PICTURE}
    world["papers/"] = {"digest": paper.digest, "key": PICTURE}
    world["attempts/"] = {"attempt_id": attempt.pk}
    world["exams/"] = {"sitting_id": room.sitting.pk, "number": room.registration.number}
    world["admin/exam-day/"] = {"sitting_id": room.sitting.pk}
    world["canary"] = {"room": room, "attempt": attempt, "bank": version.item.bank, "paper": paper, "version": version}
    return world


@pytest.fixture
def world(made_world, db) -> dict:
    cache.clear()
    return made_world


def _text(answer) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode("utf-8", "replace")


def crawl(persona: str, world: dict, only: Container[str] | None = None) -> Iterator[tuple[str, str]]:
    """Every page by the name of its route (or those in `only`), and what it says to `persona`."""
    client = browser_of(persona)
    client.raise_request_exception = False
    for route in ROUTES:
        if only is not None and route.name not in only:
            continue
        browser = browser_of(persona) if route.name in LOGOUTS else client
        path = route.path(world)
        yield route.name, _text(browser.get(path))
        if persona not in route.who and route.route.startswith(("admin/", "papers/", "attempts/")):
            yield route.name, _text(client.post(path))
    for path in SEARCHES if only is None else ():
        yield path, _text(client.get(path, follow=True))
    for query in ("?version=1", "?view=key", "?from=v1&to=v1"):
        for name in ("bank:item", "papers:paper", "bank:compare"):
            if only is not None and name not in only:
                continue
            route = next(one for one in ROUTES if one.name == name)
            yield name, _text(client.get(route.path(world) + query))


def told(persona: str, world: dict, words: tuple[str, ...], only: Container[str] | None = None) -> set[str]:
    """The routes on which `persona` reads any of these words."""
    return {name for name, text in crawl(persona, world, only) if any(word in text for word in words)}


# Without a list


@pytest.mark.parametrize("persona", sorted(set(EVERYBODY) - set(READERS)))
def test_no_url_tells_a_key_to_those_who_may_not_read_it(world, persona):
    pages = list(crawl(persona, world))

    assert {name for name, text in pages if any(word in text for word in SECRET)} == set()
    assert {name for name, text in pages if any(word in text for word in SHOWN)} <= MEETS.get(persona, set())


@pytest.mark.parametrize("persona", READERS)
def test_the_crawl_finds_the_canary_where_it_may_sing(world, persona):
    routes = told(persona, world, SECRET, only={"bank:item", "bank:edit"})

    assert "bank:item" in routes
    assert ("bank:edit" in routes) is (persona in {"item_writer", "superuser"})


def test_those_who_meet_the_questions_do_meet_them(world):
    """That they meet them nowhere else the walk above has shown."""
    assert told("auditor", world, SHOWN, only=MEETS["auditor"]) == MEETS["auditor"]
    # The runner itself asks a new browser first whether it takes over.
    assert told("trainee", world, SHOWN, only=MEETS["trainee"]) == {"sittings:paper_items"}


# With a list


@pytest.mark.parametrize("persona", [*READERS, "auditor"])
def test_a_restricted_bank_is_shut_to_all_who_are_not_listed(world, persona):
    Bank.objects.filter(pk=world["canary"]["bank"].pk).update(is_restricted=True)

    assert told(persona, world, SECRET + SHOWN) == set()


def test_the_list_opens_it_again(world):
    bank, paper_maker = world["canary"]["bank"], make_persona("paper_maker")
    Bank.objects.filter(pk=bank.pk).update(is_restricted=True)
    BankAccess.objects.create(bank=bank, user=paper_maker, level="read")

    opened = {"bank:item", "papers:paper"}
    assert told("paper_maker", world, SECRET, only=opened) == opened


# Candidates


def test_a_candidate_is_told_no_key_before_the_result(world):
    attempt = world["canary"]["attempt"]
    client = browser_of("trainee")
    client.post(reverse("sittings:takeover", args=[attempt.pk]))
    lease = client.cookies[f"lease-{attempt.pk}"].value
    pages = [
        client.get(reverse("sittings:runner", args=[attempt.pk])),
        client.get(reverse("sittings:review", args=[attempt.pk])),
        client.get(reverse("sittings:paper_items", args=[world["canary"]["paper"].digest])),
        client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": lease}),
    ]
    # One question, the table before handing in, all questions.
    assert [any(word in _text(page) for word in SHOWN) for page in pages[:3]] == [True, False, True]
    client.post(reverse("sittings:submit", args=[attempt.pk]))
    pages += [client.get(reverse("sittings:receipt", args=[attempt.pk]))]

    for page in pages:
        assert page.status_code == 200
        text = _text(page)
        assert [word for word in (*SECRET, '"correct"', "explanation", '"accept"') if word in text] == []


def test_the_explanation_comes_with_the_released_result_to_its_owner_alone(world):
    canary = world["canary"]
    attempt = submit_attempt(
        attempt_id=canary["attempt"].pk,
        actor=canary["room"].candidate,
        lease_token=canary["attempt"].lease_token,
        now=timezone.now(),
    )
    result = mark_attempt(attempt=attempt, now=timezone.now())
    url = reverse("marking:result", args=[result.pk])

    def told_it():
        pages = {persona: _text(browser_of(persona).get(url)) for persona in EVERYBODY}
        return {persona for persona, text in pages.items() if SECRET[0] in text}

    # While others may still sit the paper, nobody is told.
    assert told_it() == set()
    Sitting.objects.filter(pk=canary["room"].sitting.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert told_it() == {"trainee"}


# Pictures


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_picture_of_the_bank_is_its_readers(world, persona):
    answer = browser_of(persona).get(reverse("bank:media", args=["C001.4", PICTURE]))

    assert (answer.status_code == 200) is (persona in READERS)
    if answer.streaming:
        assert answer.getvalue() == png(8, 8)


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_picture_on_a_paper_is_for_who_sits_it(world, persona):
    answer = browser_of(persona).get(reverse("sittings:paper_media", args=[world["canary"]["paper"].digest, PICTURE]))

    assert (answer.status_code == 200) is (persona == "trainee")
    if answer.streaming:
        assert answer.getvalue() == png(8, 8)


def test_a_candidate_gets_no_picture_that_only_the_explanation_shows(world):
    canary, hidden = world["canary"], "00000000deadbeef.png"
    media = ItemMedia(
        bank=canary["bank"], key=hidden, width=8, height=8, added_by=make_persona("superuser"), added_at=timezone.now()
    )
    media.file.save(hidden, ContentFile(png(8, 8)))
    shown = frozen_paper(canary["paper"].pk).items[0]
    shown.body["explanation"] = f"![图]({hidden})"
    url = reverse("sittings:paper_media", args=[canary["paper"].digest, hidden])

    try:
        assert browser_of("trainee").get(url).status_code == 404
    finally:
        forget_all_papers()


def test_the_picture_is_shut_with_the_attempt(world):
    url = reverse("sittings:paper_media", args=[world["canary"]["paper"].digest, PICTURE])
    client = browser_of("trainee")

    canary = world["canary"]
    submit_attempt(
        attempt_id=canary["attempt"].pk,
        actor=canary["room"].candidate,
        lease_token=canary["attempt"].lease_token,
        now=timezone.now(),
    )

    assert client.get(url).status_code == 403


def test_a_candidate_gets_no_other_picture_of_the_bank(world):
    other = "fedcba9876543210.png"
    media = ItemMedia(
        bank=world["canary"]["bank"],
        key=other,
        width=8,
        height=8,
        added_by=make_persona("item_writer"),
        added_at=timezone.now(),
    )
    media.file.save(other, ContentFile(png(8, 8)))

    url = reverse("sittings:paper_media", args=[world["canary"]["paper"].digest, other])

    assert browser_of("trainee").get(url).status_code == 404
