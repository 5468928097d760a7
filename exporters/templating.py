"""Jinja environment: undefined names are errors; HTML is escaped here, Markdown by the callers."""

from functools import lru_cache

import jinja2


def render_template(template: str, **values: object) -> str:
    """Render a bundled template; the result ends with exactly one line feed."""
    return _environment().get_template(template).render(values).rstrip("\n") + "\n"


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("exporters"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",)),  # `exporters.markdown` escapes Markdown.
    )
