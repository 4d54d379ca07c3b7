"""Root URLs; each app brings its own."""

from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.urls import notices
from accounts.views import to_login
from config import views
from config.api import api
from config.views import operations, privacy
from courses.urls import glossary
from courses.views.searching import search

privacy_urls = (
    [
        path("", privacy.notice, name="notice"),
        path("my-data/", privacy.my_data, name="my_data"),
        path("my-data/copy/", privacy.ask_copy, name="ask_copy"),
        path("my-data/copy/<int:export_id>/", privacy.download, name="download"),
        path("my-data/erasure/", privacy.ask_erasure_of_own, name="ask_erasure"),
        path("my-data/erasure/withdraw/", privacy.withdraw, name="withdraw"),
        path("consent/", privacy.consent, name="consent"),
    ],
    "privacy",
)

urlpatterns = [
    path("privacy/", include(privacy_urls)),
    path("metrics", operations.metrics, name="metrics"),
    path("me/", views.desk, name="desk"),
    path("language/", set_language, name="set_language"),
    path("appearance/", views.appearance, name="appearance"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/<theme>/<size>/", views.specimen, name="specimen"),
    path("search/", search, name="search"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("api/v1/", views.api_reference, name="api_reference"),
    path("api/v1/", api.urls),
    path("robots.txt", views.robots, name="robots"),
    # Wagtail's own login pages know no second factor: one login for all.
    path("admin/login/", to_login, name="admin_login"),
    path("_util/login/", to_login, name="page_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("exams.sittings.urls")),
    path("", include("exams.marking.urls")),
    path("", include("exams.practice.urls")),
    path("", include("certificates.urls")),
    path("notices/", include(notices)),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("study/", include("courses.urls")),
    path("glossary/", include(glossary)),
    path("", include("courses.takeaway.urls")),
    path("", include(wagtail_urls)),
]
