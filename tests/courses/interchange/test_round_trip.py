"""Load → dump → load on the whole content folder changes nothing."""

import shutil

from courses.interchange.documents import read_document
from courses.interchange.dumper import dump
from courses.interchange.loader import load
from courses.interchange.reader import read_content
from courses.interchange.schemas import ChapterFile, CourseFile, LessonFile
from courses.services.publishing import Outcome
from tests.architecture.tree import ROOT
from tests.courses.interchange.test_dumper import files
from tests.courses.interchange.test_loader import ids

CONTENT = ROOT / "content"


SCHEMAS = {"course": CourseFile, "chapter": ChapterFile}


def meaning(path, root):
    return read_document(path, root=root).parse(SCHEMAS.get(path.stem, LessonFile))


def by_id(root):
    found = [meaning(path, root) for path in (root / "courses").rglob("*.yaml")]
    return {one.id: one for one in found}


def test_the_whole_content_folder_survives_load_and_dump(shipped_content, db, tmp_path):
    """Into an empty folder: every file says what its original says, and loading the dump changes nothing."""
    shutil.copy(CONTENT / "syllabus.yaml", tmp_path)
    report = dump(tmp_path, dry_run=False)
    originals = by_id(CONTENT)
    assert (report.refused, report.notes) == ([], [])
    assert by_id(tmp_path) == originals
    figures = {path.relative_to(CONTENT): path.read_text() for path in CONTENT.glob("courses/**/*.svg")}
    assert {path.relative_to(tmp_path): path.read_text() for path in tmp_path.glob("courses/**/*.svg")} == figures
    again = load(read_content(tmp_path), home=None, actor=None, dry_run=True)
    assert (again.problems, sorted(ids(again, Outcome.UNCHANGED))) == ([], sorted(originals))
    assert again.points_changed == 0


def test_the_shipped_files_need_no_change(shipped_content, db, tmp_path):
    shutil.copytree(CONTENT, tmp_path / "content")
    before = files(tmp_path / "content")
    report = dump(tmp_path / "content", dry_run=False)
    assert sorted(report.unchanged) == sorted(by_id(CONTENT))
    assert files(tmp_path / "content") == before
