"""Exceptions that msgspec and json raise for broken, hostile or unexpected JSON."""

import msgspec

JSON_ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)
