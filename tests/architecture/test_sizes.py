"""Size budgets: a ceiling argued about once is cheaper than a large module split later."""

import ast

from tests.architecture.tree import files, modules, syntax, text

MODULE = 400
TEST_MODULE = 600
FUNCTION = 50
TEMPLATE = 200
STYLE_SHEET = 700
SCRIPT = 400


def over(limit, paths):
    lengths = {str(path): len(text(path).splitlines()) for path in paths}
    return {path: lines for path, lines in lengths.items() if lines > limit}


def test_modules_stay_under_their_budget():
    assert over(MODULE, modules(under=("accounts", "certificates", "config", "courses", "exams", "bench"))) == {}


def test_test_modules_stay_under_their_budget():
    assert over(TEST_MODULE, modules(under=("tests",))) == {}


def test_templates_stay_under_their_budget():
    assert over(TEMPLATE, files("*.html", "*.txt")) == {}


def test_style_sheets_and_scripts_stay_under_their_budget():
    assert over(STYLE_SHEET, files("*.css")) == {}
    assert over(SCRIPT, files("*.js")) == {}


def test_functions_stay_under_their_budget():
    long = {}
    for path in modules(under=("accounts", "certificates", "config", "courses", "exams", "bench", "tests")):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION:
                    long[f"{path}:{node.lineno} {node.name}"] = lines
    assert long == {}
