"""The rows of the bulk edit's grid, each written in one go: as forms with widgets they took longer than all the rest.

`RowForm` judges what is sent back; here is what it is sent from, with what it says is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from exams.bank.forms.bulk import RowForm
from exams.bank.forms.widgets import options_of
from exams.bank.models import ItemVersion, VersionState

LONGEST_STEM = 40
_LISTS = ("point", "difficulty", "cognitive", "verb")


class Grid:
    """Writes rows that offer the same choices; `address` gives the page of an item by its key."""

    def __init__(self, points: Sequence[tuple[str, str]], *, address: Any) -> None:
        self._address = address
        self._points = dict(points)
        fields = RowForm.base_fields
        self._labels = {name: str(field.label) for name, field in fields.items()}
        choices: Mapping[str, Iterable[Any]] = {
            name: points if name == "point" else getattr(fields[name], "choices", ()) for name in _LISTS
        }
        self._options = {name: options_of(choices[name]) for name in _LISTS}
        self._states = {value: escape(label) for value, label in VersionState.choices}

    def row(self, version: ItemVersion, form: RowForm | None = None) -> SafeString:
        """A row as it is stored, or, with a form, as it was sent and with what is wrong with it."""
        stored = RowForm.stored(version)
        sent = {} if form is None else {name: form[name].value() for name in form.fields}
        cells = {
            name: self._cell(version, name, stored.get(name, ""), sent.get(name, stored.get(name, "")), form)
            for name in self._labels
        }
        stem = version.stem_text
        stem = stem if len(stem) <= LONGEST_STEM else f"{stem[: LONGEST_STEM - 1]}…"
        return SafeString(
            f'<tr><td class="bank-pick">{cells["pick"]}</td>'
            f'<th scope="row"><a href="{escape(self._address(version))}">{escape(version.item.key)}</a>'
            f' <span class="bank-meta">{escape(stem)}</span></th>'
            f"<td>{cells['point']}</td><td>{cells['difficulty']}</td><td>{cells['cognitive']}</td><td>{cells['tags']}</td>"
            f'<td class="bank-word">{self._states[version.state]}</td><td>{cells["verb"]}</td></tr>'
        )

    def _cell(self, version: ItemVersion, name: str, before: Any, value: Any, form: RowForm | None) -> str:
        """A control, named by its row and its column, and what is wrong with it."""
        slot = f"v{version.pk}-{name}"
        errors = form.errors.get(name) if form is not None else None
        attributes = (
            f'name="{slot}" id="id_{slot}" aria-label="{escape(version.item.key)}: {escape(self._labels[name])}"'
            f' data-column="{name}" data-before="{escape(before)}"'
        )
        if not errors:
            return self._control(version, name, value, attributes)
        attributes += f' aria-invalid="true" aria-describedby="id_{slot}_error"'
        said = escape(" ".join(map(str, errors)))
        return (
            f"{self._control(version, name, value, attributes)}"
            f'<strong class="bank-refusal" id="id_{slot}_error">{said}</strong>'
        )

    def _control(self, version: ItemVersion, name: str, value: Any, attributes: str) -> str:
        if name == "pick":
            return f'<input type="checkbox" {attributes}{" checked" if value else ""}>'
        if name == "tags":
            label = escape(self._labels[name])
            return f'<input type="text" {attributes} placeholder="{label}" value="{escape(value or "")}">'
        options = self._options[name]
        if name == "point" and str(version.point_id) not in self._points:
            # A point of another chapter stays until somebody chooses one of this.
            options = f'<option value="{version.point_id}">{escape(version.point)}</option>{options}'
        chosen = f'<option value="{escape("" if value is None else value)}"'
        return f"<select {attributes}>{options.replace(chosen, f'{chosen} selected', 1)}</select>"
