"""A style sheet that is parsed once instead of for every new screen."""

from textual.css.stylesheet import Stylesheet


class CachedStylesheet(Stylesheet):
    """Style sheet that parses sources again only after a theme change; Textual's parses all for each screen."""

    def reparse(self) -> None:
        """Parse new sources; new variables, such as those of another theme, have already cleared the cache."""
        self.parse()
