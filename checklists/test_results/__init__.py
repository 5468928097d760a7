"""Test results: parsers for their file formats, and the requirements that the tests belong to."""
