"""WSGI entry for the application server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()
# By name: they need the apps, which are there only now.
_behind_login = import_string("accounts.middleware.LoginGate")(_django)
_in_turn = import_string("exams.sittings.middleware.PageTurns")(_behind_login)
_answers = import_string("exams.sittings.middleware.AnswerPathGate")(_in_turn)
application = import_string("config.middleware.Measured")(_answers)

# What is loaded by now lives as long as the process: the collector need not walk it again with every few requests
# (7 % of a candidate's CPU time), and a request makes more objects than Python's default threshold reckons with.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
