"""Gang schedulers without an API of their own, and states of pod groups."""

from auto_detect.known.components import Controller

YUNIKORN = Controller(
    "Apache YuniKorn",
    (("app", "yunikorn"), ("app.kubernetes.io/name", "yunikorn")),
    ("yunikorn/scheduler", "yunikorn-scheduler", "yunikorn/yunikorn"),
)
CONTROLLERS = (YUNIKORN,)
"""Schedulers of which only the Deployment is checked."""
SCHEDULED_STATES = ("Running", "Completed", "Scheduled", "Finished", "Succeeded")
"""States of a pod group or job whose pods were placed."""
