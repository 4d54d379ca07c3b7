"""URLs of practice, all of the reader's own."""

from django.urls import path

from exams.practice.views import book, exam_misses, home, readiness, rounds

app_name = "practice"

urlpatterns = [
    path("practice/", home.index, name="index"),
    path("practice/begin/", home.begin, name="begin"),
    path("practice/review/", home.review, name="review"),
    path("practice/new/", home.fresh, name="fresh"),
    path("practice/minutes/", home.minutes, name="minutes"),
    path("practice/mocks/<int:blueprint_id>/", home.mock, name="mock"),
    path("practice/readiness/", readiness.readiness, name="readiness"),
    path("practice/rounds/<int:session_id>/", rounds.summary, name="session"),
    path("practice/rounds/<int:session_id>/<int:position>/", rounds.question, name="question"),
    path("practice/rounds/<int:session_id>/<int:position>/assess/", rounds.assess, name="assess"),
    path("practice/answers/<int:answer_id>/grade/", rounds.grade, name="grade"),
    path("practice/media/<int:version_id>/<str:key>", rounds.picture, name="media"),
    path("practice/book/", book.book, name="book"),
    path("practice/book/print/", book.printed, name="print"),
    path("practice/book/file.pdf", book.pdf, name="pdf"),
    path("practice/book/exams/", exam_misses.index, name="exam_misses"),
    path("practice/book/exams/<int:attempt_id>/<int:slot>/", exam_misses.entry, name="exam_miss"),
    path("practice/book/exams/<int:attempt_id>/<int:slot>/similar/", exam_misses.similar, name="exam_miss_similar"),
    path("practice/book/exams/<int:attempt_id>/<int:slot>/grade/", exam_misses.grade, name="exam_miss_grade"),
    path("practice/book/<int:card_id>/", book.entry, name="entry"),
    path("practice/book/<int:card_id>/similar/", book.similar, name="similar"),
]
