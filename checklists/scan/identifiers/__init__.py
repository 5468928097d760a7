"""Rules for identifiers: names, addresses and ids of people, machines and accounts."""

from checklists.scan.identifiers.cloud_ids import CLOUD_IDS
from checklists.scan.identifiers.hardware import HARDWARE
from checklists.scan.identifiers.machines import MACHINES
from checklists.scan.identifiers.network import NETWORK
from checklists.scan.identifiers.people import PEOPLE
from checklists.scan.rule import Rule

IDENTIFIER_RULES: tuple[Rule, ...] = (*HARDWARE, *CLOUD_IDS, *MACHINES, *NETWORK, *PEOPLE)
"""The more specific a rule, the earlier: the first of several rules names a match."""
