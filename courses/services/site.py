"""The site's root: our home page in place of Wagtail's welcome page."""

from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Page, Site

from accounts.models import User
from courses.models import HomePage
from courses.services.moderation import ensure_moderation

_HTTPS, _HTTP = 443, 80


@transaction.atomic
def ensure_site(*, name: str, url: str, actor: User | None) -> HomePage:
    """A published home page that the default site shows. What an operator has set up otherwise stays as it is."""
    shown = HomePage.objects.filter(sites_rooted_here__is_default_site=True)
    home: HomePage | None = shown.first() or HomePage.objects.first()
    if home is None:
        home = HomePage(title=name, slug="academy", live=False, owner=actor)
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision(user=actor).publish(user=actor)
        home.refresh_from_db()
    address = urlsplit(url)
    port = address.port or (_HTTPS if address.scheme == "https" else _HTTP)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or _is_welcome_page(site.root_page):
        site = site or Site(is_default_site=True)
        site.root_page, site.site_name = home, name
        site.hostname, site.port = address.hostname or "localhost", port
        site.save()
    for page in Page.objects.filter(depth=2, slug="home"):
        if _is_welcome_page(page) and not Site.objects.filter(root_page=page).exists():
            page.delete()
    ensure_moderation(home=home)
    return home


def _is_welcome_page(page: Page) -> bool:
    """Wagtail's own first page, untouched: a bare Page with its own title and nothing below it."""
    return page.specific_class is Page and page.numchild == 0 and page.title.startswith("Welcome to your new Wagtail")
