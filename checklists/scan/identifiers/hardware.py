"""Ids of accelerators, boards, disks and machines."""

from checklists.scan.identifiers.patterns import SET, UUID
from checklists.scan.rule import Group, PatternRule, Rule


def _has_digit(value: str, _: str) -> bool:
    return any(c.isdigit() for c in value) and len(set(value)) > 2


def _hardware(name: str, title: str, hints: tuple[str, ...], pattern: str, *, lines: int = 1) -> Rule:
    return PatternRule(name, title, hints, pattern, Group.HARDWARE, _has_digit, lines)


HARDWARE: tuple[Rule, ...] = (
    _hardware(
        "mig-uuid",
        "MIG device UUID",
        ("mig-",),
        r"MIG-(?<!\wMIG-)(?:GPU-)?[0-9a-f]{8}(?:-[0-9a-f]{1,12}){0,4}-?(?:/\d{1,2}){0,2}",
    ),
    _hardware(
        "gpu-uuid",
        "GPU UUID",
        ("gpu-",),
        r"GPU-(?<![A-Za-z0-9]GPU-)(?:[0-9a-f]{8}-(?:[0-9a-f]{1,12}-?){0,4}|[0-9a-f]{12,16}(?![\w-]))",
    ),
    _hardware(
        "gpu-unique-id",
        "GPU id",
        ("unique id", "unique_id", "uniqueid"),
        rf"unique[ _]?id{SET}(?P<v>0x[0-9a-f]{{12,16}})",
    ),
    _hardware(
        "serial-number",
        "serial number",
        ("serial",),
        r"(?<![a-z])(?:\w{1,20}[ _-]?)?serial(?:[ _-]?(?:number|num|no)\b\.?|number|no)?\\{0,3}[\"']?[ \t]{0,40}[:=#]?[ \t]{0,40}\\{0,3}[\"']?"
        r"(?P<v>(?=[A-Z0-9:/.-]*[0-9])[A-Z0-9][A-Z0-9:/.-]{5,60}[A-Z0-9])(?![\w.])",
    ),
    _hardware(
        "asset-tag",
        "asset tag",
        ("asset",),
        r"asset[ _-]?tag\\{0,3}[\"']?[ \t]{0,40}[:=][ \t]{0,40}[\"']?(?P<v>(?=[\w-]*[0-9])[\w-]{4,40})",
    ),
    _hardware(
        "machine-id",
        "machine id",
        ("machine",),
        rf"machine[-_ ]?id{SET}(?:\s{{0,4}})(?P<v>[0-9a-f]{{32}}|{UUID})(?![\w-])",
        lines=2,
    ),
    _hardware(
        "system-uuid",
        "system UUID",
        ("uuid",),
        rf"(?:system|product|hardware|bios|smbios|chassis|host|instance|vm|node)[-_ ]?uuid{SET}(?P<v>{UUID}|[0-9a-f]{{32}})",
    ),
    _hardware(
        "uuid",
        "hardware UUID",
        ("uuid",),
        rf"(?<![a-z-])uuid\\{{0,3}}[\"']?[ \t]{{0,40}}[:=][ \t]{{0,40}}[\"']?(?P<v>{UUID})",
    ),
    _hardware("boot-id", "boot id", ("boot",), rf"boot[-_ ]?id{SET}(?:\s{{0,4}})(?P<v>[0-9a-f]{{32}}|{UUID})", lines=2),
    _hardware(
        "infiniband-guid",
        "InfiniBand GUID",
        ("guid",),
        rf"guid{SET}(?P<v>(?:0x)?[0-9a-f]{{16}}|[0-9a-f]{{4}}(?::[0-9a-f]{{4}}){{3}})(?![\w:])",
    ),
    _hardware(
        "disk-id",
        "disk or target id",
        ("wwn", "nqn.", "iqn.", "naa."),
        r"\b(?:wwn-|naa\.)(?:0x)?[0-9a-f]{16,32}|\b(?:nqn|iqn)\.\d{4}-\d{2}\.[\w.:-]{5,200}",
    ),
    _hardware("device-id", "id of a device", ("by-id/",), r"/dev/disk/by-id/(?P<v>[\w.:-]{8,120})"),
)
