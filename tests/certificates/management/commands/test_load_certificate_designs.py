"""The shipped designs by command."""

import json

import pytest
from django.core.management import call_command

from certificates.models import Design

pytestmark = pytest.mark.django_db


def test_they_are_loaded_once_and_a_dry_run_changes_nothing(capsys):
    call_command("load_certificate_designs", "--dry-run", "--json")
    dry = json.loads(capsys.readouterr().out)
    assert (dry["dry_run"], len(dry["loaded"]), Design.objects.count()) == (True, 3, 0)
    call_command("load_certificate_designs")
    assert capsys.readouterr().out.splitlines() == dry["loaded"]
    assert sorted(Design.objects.values_list("name", flat=True)) == sorted(dry["loaded"])
    call_command("load_certificate_designs")
    assert (capsys.readouterr().out, Design.objects.count()) == ("nothing to load\n", 3)
