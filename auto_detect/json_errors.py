"""What msgspec and json raise over JSON that is broken, hostile, or something else than was expected."""

import msgspec

BAD_JSON = (msgspec.MsgspecError, ValueError, RecursionError)
