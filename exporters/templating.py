"""The one Jinja environment: a name that a template misspells is an error, and values are escaped before they enter."""

from functools import lru_cache

import jinja2


def render_template(template: str, **values: object) -> str:
    """A bundled template with its values; ends in exactly one line feed."""
    return _environment().get_template(template).render(values).rstrip("\n") + "\n"


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("exporters"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 (Markdown, not HTML: `exporters.markdown` escapes)
    )
