"""A style sheet that is parsed once, not again for every new screen."""

from textual.css.stylesheet import Stylesheet


class CachedStylesheet(Stylesheet):
    """Parses a source again only after the theme has changed; Textual's parses all of them for each screen."""

    def reparse(self) -> None:
        """Parse what is not parsed yet. New variables, as of another theme, have cleared the cache."""
        self.parse()
