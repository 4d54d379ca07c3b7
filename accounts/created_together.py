"""A migration operation that creates the models of an app at once."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Create several models that refer to each other, in any order.

    As operations of their own, each would render anew every model that is related to it: all of them, in the end, by the
    user. On a new database that took most of the time of a migration; here they are rendered once.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args: ClassVar = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = list(models)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [], {"models": self.models})

    def state_forwards(self, app_label: str, state: Any) -> None:
        # What was rendered is not kept up with each of them, but made anew when it is next asked for.
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"
