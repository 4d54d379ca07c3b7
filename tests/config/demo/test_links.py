"""Every deep link that the demo prints opens for its account, at every stage."""

from itertools import pairwise
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from accounts.models import User
from config.demo.links import links
from config.demo.stages import Stage, build


def statuses(rows):
    found = {}
    for row in rows:
        browser = Client()
        if row.username:
            browser.force_login(User.objects.get(username=row.username))
        for link in row.links:
            found[row.username, urlsplit(link.url).path] = browser.get(urlsplit(link.url).path).status_code
    return found


def test_links_open_at_every_stage(db):
    counts = []
    for stage in Stage:
        found = statuses(links(build(stage, now=timezone.now())))
        assert {link: status for link, status in found.items() if status != 200} == {}
        counts.append(len(found))
    # The lesson and its chapter, the place in the exam and the board for both who lead it, then result, certificates and verification.
    assert [after - before for before, after in pairwise(counts)] == [2, 3, 3, 4]
