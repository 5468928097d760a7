"""What msgspec and json raise over JSON that is broken, hostile, or something else than was expected."""

import msgspec

JSON_ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)
