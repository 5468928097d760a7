"""Parts of patterns that several kinds of identifiers share."""

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SET = r"\\{0,3}[\"']?[ \t]{0,40}(?:[:=]|is)?[ \t]{0,40}\\{0,3}[\"']?"
"""The characters between a name and its value, in JSON within a text too."""
