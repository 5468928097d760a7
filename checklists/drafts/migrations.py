"""Drafts of earlier formats brought to the present one, a step at a time.

When `draft.SCHEMA_VERSION` goes up, one pure function is added here under the version that it starts from.
"""

from collections.abc import Callable, Mapping

from checklists.errors import DamagedDraft
from checklists.model.draft import SCHEMA_VERSION

Tree = dict[str, object]
Migrations = Mapping[int, Callable[[Tree], Tree]]

MIGRATIONS: Migrations = {
    1: lambda tree: tree,  # Format 2 only adds what may be absent: what was carried over and where from, remarks.
}
"""From-version to the step that leads to the next one; versions count from 1."""


def migrate(tree: Tree, schema: int, migrations: Migrations = MIGRATIONS) -> Tree:
    """The same draft in the present format; all values are texts, lists and mappings as they were in the file.

    Raises:
        DamagedDraft: no step leads from that version on, or the content is not what that version wrote.
    """
    for version in range(schema, SCHEMA_VERSION):
        step = migrations.get(version)
        if step is None:
            raise DamagedDraft(f"format {version} is none that aiconform ever wrote")
        try:
            tree = step(tree)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DamagedDraft(f"it is not what format {version} looks like: {error}") from error
    return {**tree, "schema": str(SCHEMA_VERSION)}
