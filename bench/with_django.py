"""`python -m bench.with_django <module> …` sets Django up and then runs the module's `main`.

Only after the set-up may modules that name models be imported.
"""

import importlib
import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    importlib.import_module(sys.argv.pop(1)).main()
