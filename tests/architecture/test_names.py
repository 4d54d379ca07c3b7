"""Where things stand and what they are called. import-linter keeps the names inside an app; this keeps the rest."""

from tests.architecture.tree import APPS, ROOT, files, listed

DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "misc",
    "lib",
    "tools",
    "shared",
    "manager",
    "handlers",
}
# Templates that take the place of another's stand where that one stands.
OTHERS_TEMPLATES = ROOT / "config/templates/wagtailadmin"
# What stands in tests/ beside the mirror of the packages.
OWN = {"architecture", "crash", "e2e", "factories", "security"}


def test_no_file_or_folder_is_a_drawer():
    everywhere = files("*", under=("accounts", "bench", "certificates", "config", "courses", "exams", "tests"))
    own = [path for path in everywhere if not (ROOT / path).is_relative_to(OTHERS_TEMPLATES)]
    drawers = {str(path) for path in own if DRAWERS & {part.partition(".")[0].lower() for part in path.parts}}
    assert drawers == set(), listed(drawers)


def test_the_root_holds_what_the_architecture_lists():
    listed = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")}
    assert packages == {"accounts", "bench", "certificates", "config", "courses", "exams", "tests"}
    assert [name for name in sorted(packages) if f"`{name}/`" not in listed] == []


def test_every_app_has_a_short_readme():
    lengths = {}
    for app in APPS:
        readme = ROOT / app / "README.md"
        lengths[app] = len(readme.read_text(encoding="utf-8").splitlines()) if readme.is_file() else 0
    assert {app: lines for app, lines in lengths.items() if not 5 <= lines <= 60} == {}


def test_tests_mirror_the_packages():
    """A folder of tests is named like the package that it tests."""
    astray = {
        str(path.parent)
        for path in files("test_*.py", under=("tests",))
        if path.parts[1] not in OWN
        and len(path.parts) > 2
        and not (
            (ROOT / path.parent.relative_to("tests")).is_dir()
            or (ROOT / path.parent.relative_to("tests")).with_suffix(".py").is_file()
        )
    }
    assert astray == set(), listed(astray)


def test_every_app_with_models_is_tested():
    with_models = [app for app in APPS if (ROOT / app / "models.py").is_file() or (ROOT / app / "models").is_dir()]
    assert [app for app in with_models if not files("test_*.py", under=(f"tests/{app}",))] == []
