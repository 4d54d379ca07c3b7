"""Every form draws itself the same way: one `.field` per field, its help and error tied to the control."""

import re

from django import forms
from django.utils import translation

from config.forms import SpecimenForm


class One(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证件一致", required=True)
    note = forms.CharField(label="备注", required=False)
    kind = forms.ChoiceField(label="科目", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])
    agree = forms.BooleanField(label="我已阅读")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(form):
    return re.sub(r"\s+", " ", str(form))


def test_help_and_error_are_tied_to_the_control():
    html = drawn(One({"kind": "a", "agree": "on"}))
    control = re.search(r'<input type="text" name="name"[^>]*>', html).group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert '<div class="field-help" id="id_name_helptext">与身份证件一致</div>' in html
    assert '<p class="field-error" id="id_name_error">请填写这一项。</p>' in html


def test_summary_names_each_error_and_leads_to_it():
    html = drawn(One({"kind": "a", "agree": "on"}))
    assert html.count('role="alert"') == 1
    assert '<li><a href="#id_name">姓名</a>：请填写这一项。</li>' in html


def test_an_unsent_form_has_no_summary():
    assert "alert" not in drawn(One())


def test_each_visible_field_is_one_field():
    html = drawn(One())
    assert re.findall(r'class="(field field-\w+)"', html) == [
        "field field-text",
        "field field-text",
        "field field-radioselect",
        "field field-checkbox",
    ]
    assert html.count('type="hidden"') == 1


def test_optional_is_said_and_required_is_not():
    html = drawn(One())
    assert '<label for="id_note">备注 <span class="field-optional">（选填）</span></label>' in html
    assert '<label for="id_name">姓名</label>' in html


def test_choices_are_a_group_with_a_legend():
    html = drawn(One())
    assert '<fieldset class="field field-radioselect" id="id_kind"> <legend>科目</legend>' in html


def test_errors_of_the_whole_form_come_first():
    form = One({"name": "张晓梅", "kind": "a", "agree": "on"})
    form.add_error(None, "座位已被占用。")
    assert "<ul> <li>座位已被占用。</li> </ul>" in drawn(form)


def test_text_of_people_is_escaped():
    form = One({"name": '"><script>', "kind": "a"})
    assert "<script>" not in drawn(form)


def test_specimen_shows_every_state():
    with translation.override("zh-hans"):
        html = drawn(SpecimenForm({"email": "zhang", "kind": "theory"}))
    assert html.count("field-invalid") == 4
