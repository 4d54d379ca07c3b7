import pytest
from django.utils import translation

from exams.papers.models import PaperSet
from exams.sittings.models import ParallelPaper
from exams.sittings.queries import paper_for
from exams.sittings.services import PaperSetRefused, attach_paper_set
from tests.factories.bank import UserFactory
from tests.factories.papers import BlueprintFactory, make_draft, make_published
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room()


@pytest.fixture
def officer():
    return UserFactory(username="officer")


def _set(kind="forms", count=3, make=make_published):
    maker = UserFactory(username="maker")
    paper_set = PaperSet.objects.create(
        blueprint=BlueprintFactory(), title="理论", kind=kind, created_by=maker, created_at=NOW
    )
    for number in range(count):
        make(paper_set=paper_set, form="ABC"[number])
    return paper_set


def _papers(component):
    component.refresh_from_db()
    rows = ParallelPaper.objects.filter(component=component).order_by("form")
    return [component.paper, *(row.paper for row in rows)]


def test_the_forms_of_a_set_become_those_of_the_component(room, officer):
    paper_set = _set()

    for _time in range(2):
        attach_paper_set(component=room.component, paper_set=paper_set, actor=officer, now=NOW)

    assert [paper.form for paper in _papers(room.component)] == ["A", "B", "C"]
    room.registration.form = 2
    assert paper_for(room.registration, room.component) == paper_set.papers.get(form="C").pk


def test_of_a_set_of_draws_each_candidate_gets_their_own(room, officer):
    paper_set = _set(kind="draws")
    attach_paper_set(component=room.component, paper_set=paper_set, actor=officer, now=NOW)
    others = [make_registration(room.sitting, make_user(name)) for name in ("second", "third")]

    given = [paper_for(registration, room.component) for registration in (room.registration, *others)]

    assert sorted(given) == sorted(paper_set.papers.values_list("pk", flat=True))
    assert given == [paper_for(registration, room.component) for registration in (room.registration, *others)]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"count": 0}, "该试卷组中没有试卷；未作任何更改。请另选试卷组。"),
        (
            {"count": 2, "make": make_draft},
            "试卷组中还有 2 份试卷未发布；未作任何更改。请先发布该试卷组。",
        ),
    ],
)
def test_what_cannot_be_handed_out_changes_nothing(room, officer, made, words):
    before = _papers(room.component)

    with pytest.raises(PaperSetRefused) as refused, translation.override("zh-hans"):
        attach_paper_set(component=room.component, paper_set=_set(**made), actor=officer, now=NOW)

    assert str(refused.value) == words
    assert _papers(room.component) == before


def test_once_somebody_has_begun_the_papers_stay(room, officer):
    before = room.start().paper

    with pytest.raises(PaperSetRefused):
        attach_paper_set(component=room.component, paper_set=_set(), actor=officer, now=NOW)

    assert _papers(room.component) == [before]
