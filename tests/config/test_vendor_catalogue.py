"""The back office speaks Chinese throughout: what Wagtail's own catalogue lacks is supplied here."""

import re
from pathlib import Path

import django
import polib
import pytest
import wagtail
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext, trans_real

WAGTAIL = Path(wagtail.__file__).parent
OURS = settings.BASE_DIR / "config" / "vendor" / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def entries(domain, locale):
    return {
        (path.parts[-5 : path.parts.index("locale", len(WAGTAIL.parts))], entry.msgctxt, entry.msgid): entry
        for path in WAGTAIL.glob(f"**/locale/{locale}/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_string_of_the_admin_is_left_in_english(domain):
    supplied = set(words(OURS / f"{domain}.po")).union(*map(words, own_catalogues()))
    theirs = {(ctx, msgid) for (_app, ctx, msgid), entry in entries(domain, "zh_Hans").items() if entry.translated()}
    asked = {(ctx, msgid) for _app, ctx, msgid in entries(domain, "en")}
    assert asked - theirs - supplied == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_placeholders_and_markup_survive(domain):
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        chinese = entry.msgstr or entry.msgstr_plural[0]
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        assert set(PLACEHOLDER.findall(chinese)) <= allowed
        assert chinese.count("<a ") == entry.msgid.count("<a ")


def libraries():
    """Every installed library that speaks: its folder of catalogues."""
    apps_ = [Path(app.path) / "locale" for app in apps.get_app_configs()]
    folders = [Path(django.__file__).parent / "conf" / "locale", *apps_]
    return sorted(folder for folder in folders if folder.is_dir() and "site-packages" in folder.parts)


def test_every_library_is_looked_at():
    names = {folder.parent.name for folder in libraries()}
    assert {"conf", "auth", "contenttypes", "allauth", "taggit", "wagtail", "admin", "forms", "redirects"} <= names


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_string_of_any_library_is_left_in_english(domain, language):
    said = {key for part in trans_real.DjangoTranslation(language, domain=domain)._catalog._catalogs for key in part}
    left = [
        entry.msgid
        for folder in libraries()
        for path in folder.glob(f"en/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete and key_of(entry) not in said
    ]
    assert left == []


def key_of(entry):
    """As Django keeps it."""
    key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
    return (key, 0) if entry.msgid_plural else key


def test_our_words_win_over_the_libraries():
    with translation.override("zh-hans"):
        assert gettext("Search all pages…") == "搜索全部页面…"
        assert gettext("Sign in with a passkey") == "用通行密钥登录"
        assert pgettext("field label", "Login") == "账号"
        assert gettext("This field is required.") == "请填写这一项。"
        one, many = "%(num_parent_objects)d page", "%(num_parent_objects)d pages"
        assert ngettext(one, many, 3) == "%(num_parent_objects)d 个页面"
    with translation.override("zh-hant"):
        assert gettext("Search all pages…") == "搜尋全部頁面…"
        assert gettext("Sign in with a passkey") == "用通行金鑰登入"
        assert pgettext("field label", "Login") == "帳號"
        assert gettext("This field is required.") == "請填寫這一項。"
        assert ngettext(one, many, 3) == "%(num_parent_objects)d 個頁面"


def test_scripts_of_the_admin_are_told_too(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_superuser("admin"))
    assert "修改已自动保存。".encode("ascii", "backslashreplace") in client.get("/admin/jsi18n/").content


def own_catalogues():
    return [
        path
        for pattern in ("[a-z]*/locale", "exams/*/locale")
        for path in settings.BASE_DIR.glob(f"{pattern}/zh_Hans/LC_MESSAGES/django.po")
    ]


def words(path):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural[0]
        for entry in polib.pofile(str(path))
        if entry.translated()
    }


def test_libraries_words_take_nothing_from_our_own():
    """These catalogues win over those of the apps, so they may not name what an app has named."""
    taken = {key for path in own_catalogues() for key in words(path)} & set(words(OURS / "django.po"))
    assert taken == set()


def test_the_frames_words_do_not_change_what_an_app_says():
    frame = words(settings.BASE_DIR / "config/locale/zh_Hans/LC_MESSAGES/django.po")
    changed = {
        f"{path.relative_to(settings.BASE_DIR).parts[:-4]}: {msgid}"
        for path in own_catalogues()
        for (ctx, msgid), chinese in words(path).items()
        if frame.get((ctx, msgid), chinese) != chinese
    }
    assert changed == set()


# Words of ours that the admin uses too, and that read well there.
SHARED = {"All", "Breadcrumb", "Change", "Comment", "Not started", "Number", "Saving…", "comment", "name", "title"}


def test_no_app_gives_a_word_of_the_admin_another_meaning():
    """One catalogue serves all: an app's “Next” would stand below every list of the back office."""
    admins = words(WAGTAIL / "locale/zh_Hans/LC_MESSAGES/django.po")
    admins |= words(WAGTAIL / "admin/locale/zh_Hans/LC_MESSAGES/django.po")
    changed = {
        msgid
        for path in own_catalogues()
        for (ctx, msgid), chinese in words(path).items()
        if msgid not in SHARED and admins.get((ctx, msgid), chinese) != chinese
    }
    assert changed == set()
