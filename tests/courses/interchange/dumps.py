"""A content folder whose pages an editor changed, and what is written back of it."""

from courses.interchange.dumper import dump
from tests.courses.interchange.test_loader import edit

LESSONS = "courses/C000/C000.1/lessons"
FIGURES = "courses/C000/C000.1/figures"


def files(root):
    """Every file with its text."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def written(folder, **options):
    return dump(folder.root, dry_run=False, **options)


def blocks(page):
    return page.get_latest_revision_as_object().body.get_prep_value()


def edit_block(page, kind, **values):
    body = blocks(page)
    next(block for block in body if block["type"] == kind)["value"].update(values)
    edit(page, body=body)


def reasons(report):
    return {note.id: note.reason for note in report.refused}
