"""Controls written in one go: Django draws each, and every entry of a list, with templates, and a grid has thousands."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The options of so many lists are kept; each is some kilobytes.
KEPT = 64
Attributes = dict[str, Any] | None


class PlainSelect(forms.Select):
    """A select without groups."""

    def render(self, name: str, value: Any, attrs: Attributes = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 -- no template
        """The options once for all selects that offer the same, and the chosen one marked in them."""
        written = options_of(self.choices)
        for chosen in self.format_value(value):
            option = format_html('<option value="{}">', chosen)
            written = written.replace(option, f"{option[:-1]} selected>", 1)
        # Escaped above; `replace` makes a plain text of it.
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            SafeString(written),
        )


class _Ticks:
    """Radio buttons or boxes as Django writes them, without groups."""

    def render(self: Any, name: str, value: Any, attrs: Attributes = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 -- no template
        known = self.build_attrs(self.attrs, attrs)
        outer, chosen = known.pop("id", ""), set(self.format_value(value))
        entries = (
            (
                f"{outer}_{place}",
                flatatt({**known, "type": self.input_type, "name": name, "value": one, "id": f"{outer}_{place}"}),
                flatatt({"checked": one in chosen}),
                label,
            )
            for place, (one, label) in enumerate(_texts(self.choices))
        )
        return format_html(
            "<div{}>{}</div>",
            flatatt({"id": outer} if outer else {}),
            format_html_join("", '<div><label for="{}"><input{}{}> {}</label></div>', entries),
        )


class PlainRadios(_Ticks, forms.RadioSelect):
    """One of several."""


class PlainBoxes(_Ticks, forms.CheckboxSelectMultiple):
    """Any of several."""


def options_of(choices: Iterable[Any]) -> str:
    """The options of a select without groups, none of them chosen."""
    return _options(_texts(choices))


def _texts(choices: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(("" if value is None else str(value), str(label)) for value, label in choices)


@lru_cache(maxsize=KEPT)
def _options(choices: tuple[tuple[str, str], ...]) -> str:
    return format_html_join("", '<option value="{}">{}</option>', choices)
