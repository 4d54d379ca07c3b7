"""A reader's acts and a trainee's own pages. Pages of the tree are Wagtail's; a GET of an act leads back to its page.

Where a script asks (`X-Requested-With`), an act answers with the piece of the page that it changed.
"""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.chapter_map import chapter_map as map_of
from courses.forms import BookmarkForm, CheckAnswerForm, NoteForm, NoteTextForm, PlaceForm, ReadingForm
from courses.learning_record import bookmarks_of, by_course, notebook_of, notes_of, study_state
from courses.models import ChapterPage, CoursePage, LessonPage, LessonProgress, Note
from courses.queries import headings_of
from courses.services import learning, notebook
from courses.services.checks import answer_check
from courses.services.reading import record_reading
from courses.views.access import SignedInRequest, open_lesson, published

# Notes or bookmarks on one page of their list.
PAGE_SIZE = 50


def _is_scripted(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _state(request: SignedInRequest, lesson: LessonPage) -> HttpResponse:
    """What the lesson still asks, as a piece of its page."""
    progress = LessonProgress.objects.filter(lesson=lesson, trainee=request.user).first()
    study = study_state(lesson=lesson, trainee=request.user, progress=progress)
    return render(request, "courses/_study_state.html", {"page": lesson, "study": study})


def _part(request: SignedInRequest, lesson: LessonPage, anchor: str) -> HttpResponse:
    """Back to the heading; to a script its notes and bookmark as a piece of the page."""
    if not _is_scripted(request):
        return redirect(f"{lesson.get_url(request)}#{anchor}")
    kept = notebook_of(lesson=lesson, trainee=request.user).get(anchor)
    context = {"page": lesson, "anchor": anchor, "title": headings_of(lesson)[anchor], "kept": kept}
    return render(request, "courses/_part_tools.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: SignedInRequest, course_id: int) -> HttpResponse:
    """Take a course."""
    course = published(request, CoursePage, course_id)
    if request.method == "POST":
        learning.enrol(course=course, trainee=request.user, now=timezone.now())
    return redirect(course.get_url(request))


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """Record an answer; without script the lesson is shown again with this check answered."""
    lesson = open_lesson(request, lesson_id)
    block = next((block for block in lesson.body if block.id == str(block_id) and block.block_type == "check"), None)
    if block is None:
        raise Http404
    form = CheckAnswerForm(request.POST or None)
    if not form.is_valid() or form.cleaned_data["option"] >= len(block.value["options"]):
        return redirect(f"{lesson.get_url(request)}#check-{block_id}")
    option = form.cleaned_data["option"]
    answer_check(lesson=lesson, block=block, option=option, trainee=request.user, now=timezone.now())
    if _is_scripted(request):
        return _state(request, lesson)
    context = lesson.get_context(request) | {"answered": {block.id: option}}
    return render(request, lesson.get_template(request), context)


@require_POST
def place(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """Keep the heading last read; sent by the page as it is left, so nobody waits for the answer."""
    lesson = open_lesson(request, lesson_id)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    learning.keep_place(lesson=lesson, trainee=request.user, anchor=form.cleaned_data["anchor"])
    return HttpResponse(status=204)


@require_POST
def time(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """Count active reading; sent by the page every minute and as it is left."""
    lesson = open_lesson(request, lesson_id)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    record_reading(lesson=lesson, trainee=request.user, now=timezone.now(), **form.cleaned_data)
    return _state(request, lesson)


@require_http_methods(["GET", "POST"])
def finish(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """学完了: mark the lesson studied by one's own word and show what comes next."""
    lesson = open_lesson(request, lesson_id)
    if request.method == "POST":
        try:
            learning.finish_lesson(lesson=lesson, trainee=request.user, now=timezone.now())
        except learning.NotYetStudied:
            messages.warning(request, _("Not counted as studied yet: the end of the lesson says what is missing."))
    return redirect(f"{lesson.get_url(request)}#finish")


@require_http_methods(["GET", "POST"])
def add_note(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """Write a note at a heading; what is not accepted is shown again, so that nothing written is lost."""
    lesson = open_lesson(request, lesson_id)
    if request.method != "POST":
        return redirect(lesson.get_url(request))
    form = NoteForm(request.POST)
    if "anchor" in form.errors or form["anchor"].value() not in headings_of(lesson):
        raise Http404
    if not form.is_valid():
        return render(request, "courses/note.html", {"form": form, "lesson": lesson}, status=422)
    now = timezone.now()
    notebook.add_note(lesson=lesson, trainee=request.user, now=now, **form.cleaned_data)
    learning.keep_place(lesson=lesson, trainee=request.user, anchor=form.cleaned_data["anchor"])
    return _part(request, lesson, form.cleaned_data["anchor"])


@require_http_methods(["GET", "POST"])
def bookmark(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """Put a bookmark at a heading, or take it away."""
    lesson = open_lesson(request, lesson_id)
    if request.method != "POST":
        return redirect(lesson.get_url(request))
    form = BookmarkForm(request.POST)
    if not form.is_valid() or form.cleaned_data["anchor"] not in headings_of(lesson):
        raise Http404
    notebook.set_bookmark(lesson=lesson, trainee=request.user, now=timezone.now(), **form.cleaned_data)
    return _part(request, lesson, form.cleaned_data["anchor"])


@require_http_methods(["GET", "POST"])
@never_cache
def note(request: SignedInRequest, note_id: int) -> HttpResponse:
    """Change one's own note; anybody else's does not exist."""
    found = get_object_or_404(notes_of(request.user), pk=note_id)
    form = NoteTextForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        notebook.change_note(note=found, text=form.cleaned_data["text"], now=timezone.now())
        return _to_note(request, found, _("Your note has been saved."))
    context = {"form": form, "lesson": found.lesson, "note": found}
    return render(request, "courses/note.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete_note(request: SignedInRequest, note_id: int) -> HttpResponse:
    """Throw one's own note away."""
    found = get_object_or_404(notes_of(request.user), pk=note_id)
    notebook.delete_note(note=found)
    return _to_note(request, found, _("Your note has been deleted."))


def _to_note(request: SignedInRequest, found: Note, message: str) -> HttpResponse:
    """Where the note stands: in its lesson, or in the list where the lesson is not open any more."""
    messages.success(request, message)
    return redirect(f"{found.lesson.get_url(request)}#{found.anchor}" if found.lesson.live else "courses:notes")


@require_safe
@never_cache
def notes(request: SignedInRequest) -> HttpResponse:
    """One's own notes by course and lesson."""
    page = Paginator(notes_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "courses/notes.html", {"courses": by_course(page), "page_of": page})


@require_safe
@never_cache
def notes_text(request: SignedInRequest) -> HttpResponse:
    """All of them as a plain text file, to keep or to print."""
    context = {"courses": by_course(notes_of(request.user)), "now": timezone.now()}
    answer = render(request, "courses/notes.txt", context, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="notes-{timezone.localdate():%Y%m%d}.txt"'
    return answer


@require_safe
@never_cache
def bookmarks(request: SignedInRequest) -> HttpResponse:
    """The headings one marked, by course and lesson."""
    page = Paginator(bookmarks_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "courses/bookmarks.html", {"courses": by_course(page), "page_of": page})


@require_POST
def delete_bookmark(request: SignedInRequest, bookmark_id: int) -> HttpResponse:
    """Take one's own bookmark off the list, also where its lesson or heading is gone."""
    notebook.delete_bookmark(bookmark=get_object_or_404(bookmarks_of(request.user), pk=bookmark_id))
    messages.success(request, _("The bookmark has been taken away."))
    return redirect("courses:bookmarks")


@require_safe
@never_cache
def chapter_map(request: SignedInRequest, chapter_id: int) -> HttpResponse:
    """The chapter's knowledge points with how well one knows them."""
    chapter = published(request, ChapterPage, chapter_id)
    context = {"chapter": chapter, "map": map_of(chapter=chapter, trainee=request.user)}
    return render(request, "courses/chapter_map.html", context)
