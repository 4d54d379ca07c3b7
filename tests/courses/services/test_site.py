import pytest
from wagtail.models import Page, Site

from courses.models import HomePage
from courses.services.site import ensure_site
from tests.factories.courses import make_home

pytestmark = pytest.mark.django_db


def ensure(url="http://127.0.0.1:8000"):
    return ensure_site(name="学习与考试平台", url=url, actor=None)


def test_home_page_takes_the_place_of_wagtails_welcome_page():
    assert Page.objects.filter(depth=2).get().title == "Welcome to your new Wagtail site!"
    home = ensure()
    assert [page.specific for page in Page.objects.filter(depth=2)] == [home]
    assert (home.live, home.latest_revision_id is not None) == (True, True)
    site = Site.objects.get()
    assert (site.root_page.pk, site.hostname, site.port, site.site_name) == (
        home.pk,
        "127.0.0.1",
        8000,
        "学习与考试平台",
    )


@pytest.mark.parametrize(
    ("url", "port"), [("https://exam.example.com", 443), ("http://exam.example.com", 80), ("http://a.example:81", 81)]
)
def test_site_has_the_address_of_the_setting(url, port):
    ensure(url)
    assert Site.objects.get().port == port


def test_again_changes_nothing():
    first = ensure()
    before = Page.objects.count(), Site.objects.values().get()
    assert ensure("https://other.example.com") == first
    assert (Page.objects.count(), Site.objects.values().get()) == before


def test_what_an_operator_set_up_stays():
    other = Page.get_first_root_node().add_child(instance=Page(title="公司主页", slug="company"))
    Site.objects.update(root_page=other, hostname="exam.example.com")
    ensure()
    site = Site.objects.get()
    assert (site.root_page.pk, site.hostname) == (other.pk, "exam.example.com")
    assert HomePage.objects.count() == 1


def test_welcome_page_that_was_put_to_use_stays():
    welcome = Page.objects.get(depth=2)
    welcome.add_child(instance=Page(title="下级", slug="below"))
    ensure()
    assert Page.objects.filter(pk=welcome.pk).exists()


def test_home_page_made_before_is_kept():
    home = make_home()
    assert ensure() == home
    assert HomePage.objects.count() == 1


def test_deleted_site_is_made_again():
    Site.objects.all().delete()
    home = ensure()
    assert (Site.objects.get().root_page.pk, Site.objects.get().is_default_site) == (home.pk, True)
