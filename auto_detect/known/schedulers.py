"""Gang schedulers that have no API of their own, by name: they are seen running and no further."""

from auto_detect.known.components import Controller

YUNIKORN = Controller(
    "Apache YuniKorn",
    (("app", "yunikorn"), ("app.kubernetes.io/name", "yunikorn")),
    ("yunikorn/scheduler", "yunikorn-scheduler", "yunikorn/yunikorn"),
)
CONTROLLERS = (YUNIKORN,)
