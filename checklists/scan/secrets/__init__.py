"""Rules for secrets: keys, tokens, passwords and links that grant access."""

from checklists.scan.rule import Rule
from checklists.scan.secrets.assignments import ASSIGNMENTS
from checklists.scan.secrets.clouds import CLOUDS
from checklists.scan.secrets.commands import COMMANDS
from checklists.scan.secrets.kubernetes import KUBERNETES
from checklists.scan.secrets.private_keys import PRIVATE_KEYS
from checklists.scan.secrets.services import SERVICES
from checklists.scan.secrets.urls import URLS

SECRET_RULES: tuple[Rule, ...] = (
    *PRIVATE_KEYS,
    *KUBERNETES,
    *CLOUDS,
    *SERVICES,
    *URLS,
    *COMMANDS,
    *ASSIGNMENTS,
)
"""The more specific a rule, the earlier: the first of several rules names a match."""
