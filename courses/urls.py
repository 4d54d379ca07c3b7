"""What a reader does beside reading, and a trainee's own pages: notes, bookmarks, the chapter map."""

from django.urls import path

from courses.views import reading, study

app_name = "courses"

# Stands at the root, beside the pages: config.urls.
glossary = ([path("", reading.glossary, name="index")], "glossary")

urlpatterns = [
    path("courses/<int:course_id>/enrol/", study.enrol, name="enrol"),
    path("lessons/<int:lesson_id>/check/<uuid:block_id>/", study.check, name="check"),
    path("lessons/<int:lesson_id>/place/", study.place, name="place"),
    path("lessons/<int:lesson_id>/finish/", study.finish, name="finish"),
    path("lessons/<int:lesson_id>/time/", study.time, name="time"),
    path("lessons/<int:lesson_id>/notes/", study.add_note, name="add_note"),
    path("lessons/<int:lesson_id>/bookmark/", study.bookmark, name="bookmark"),
    path("notes/", study.notes, name="notes"),
    path("notes.txt", study.notes_text, name="notes_text"),
    path("notes/<int:note_id>/", study.note, name="note"),
    path("notes/<int:note_id>/delete/", study.delete_note, name="delete_note"),
    path("bookmarks/", study.bookmarks, name="bookmarks"),
    path("bookmarks/<int:bookmark_id>/delete/", study.delete_bookmark, name="delete_bookmark"),
    path("chapters/<int:chapter_id>/map/", study.chapter_map, name="chapter_map"),
    path("lessons/<int:lesson_id>/figures/<uuid:block_id>/", reading.figure, name="figure"),
    path("lessons/<int:lesson_id>/report/", reading.report, name="report"),
    path("reports/", reading.reports, name="reports"),
]
