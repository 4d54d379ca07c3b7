"""What the command says and does."""

import json
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.factories.notices import make_reader, tell

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("send_notices", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_it_sends_what_is_due():
    tell(make_reader(), make_reader("other@example.cn"))
    assert run("--dry-run") == {"dry_run": True, "due": 2, "sent": 0, "put_off": 0, "given_up": 0}
    assert mail.outbox == []
    assert run() == {"dry_run": False, "due": 2, "sent": 2, "put_off": 0, "given_up": 0}
    assert len(mail.outbox) == 2
    assert run()["due"] == 0


def test_a_server_that_is_away_is_a_failure(settings):
    tell(make_reader())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match="did not take every mail"):
        run()
