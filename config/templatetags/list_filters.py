"""The fields of a list's filters. Wagtail draws each with a dozen templates, and a list of items has sixteen of them."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import fieldtype, render_with_errors, widgettype

register = template.Library()


@register.simple_tag
def filter_fields(form: forms.Form) -> SafeString:
    """What Wagtail's own drawer holds: a menu of the fields, and a page with the controls of each."""
    fields = list(form)
    menu = "".join(_entry(field) for field in fields)
    pages = "".join(_page(field) for field in fields)
    return SafeString(
        '<div class="w-drilldown__contents"><div class="w-drilldown__menu" data-w-drilldown-target="menu">'
        f'<h2 class="w-help-text w-pl-5 w-py-2.5 w-my-0">{escape(_("Filter by"))}</h2>{menu}</div>{pages}</div>'
    )


def _icon(name: str, more: str = "") -> str:
    return f'<svg class="icon icon-{name} {more}" aria-hidden="true"><use href="#icon-{name}"></use></svg>'


def _entry(field: BoundField) -> str:
    return format_html(
        '<button class="w-drilldown__toggle" type="button" aria-expanded="false" aria-controls="drilldown-{name}"'
        ' data-w-drilldown-target="toggle" data-action="click->w-drilldown#open">{label}'
        '<div class="w-flex w-items-center w-gap-2"><span class="w-drilldown__count" data-w-drilldown-target="count"'
        ' data-count-name="{name}" hidden></span>{arrow}</div></button>',
        name=field.auto_id,
        label=field.label,
        arrow=SafeString(_icon("arrow-right")),
    )


def _page(field: BoundField) -> str:
    return format_html(
        '<div class="w-drilldown__submenu" id="drilldown-{name}" hidden tabindex="-1">'
        '<button class="w-drilldown__back" type="button" aria-label="{back}" data-action="click->w-drilldown#close">'
        "{arrow}</button>{field}</div>",
        name=field.auto_id,
        back=_("Back"),
        arrow=SafeString(_icon("arrow-left")),
        field=_field(field),
    )


def _field(field: BoundField) -> SafeString:
    """A field as Wagtail lays it out, without what no filter has."""
    target, help_text = field.id_for_label, field.help_text
    attributes: dict[str, Any] = {
        "label": format_html(' for="{0}" id="{0}-label"', target) if target else "",
        "help_id": format_html(' id="{}-helptext"', target) if target and help_text else "",
    }
    return format_html(
        '<div class="w-field__wrapper " data-field-wrapper><label class="w-field__label"{label}>{text}{star}</label>'
        '<div class="w-field w-field--{kind} w-field--{widget}{wrong}" data-field data-contentpath="{name}">'
        '<div class="w-field__errors" data-field-errors>{errors}</div>'
        '<div class="w-field__help"{help_id} data-field-help>{help}</div>'
        '<div class="w-field__input" data-field-input>{control}</div></div></div>',
        text=field.label,
        star=SafeString('<span class="w-required-mark">*</span>') if field.field.required else "",
        kind=fieldtype(field),
        widget=widgettype(field),
        wrong=" w-field--error" if field.errors else "",
        name=field.name,
        errors=_errors(field),
        help=format_html('<div class="help">{}</div>', help_text) if help_text else "",
        control=render_with_errors(field),
        **attributes,
    )


def _errors(field: BoundField) -> SafeString:
    if not field.errors:
        return SafeString("")
    said = format_html('<p class="error-message">{}</p>', " ".join(map(str, field.errors)))
    return SafeString(f"{_icon('warning', 'w-field__errors-icon')}{said}")
