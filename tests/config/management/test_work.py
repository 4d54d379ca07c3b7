"""The task worker as `serve` starts it."""

from config.management.commands.work import Command


def test_a_worker_in_debug_mode_does_not_start_itself_again(settings):
    settings.DEBUG = True
    assert Command().create_parser("manage.py", "work").get_default("reload") is False
