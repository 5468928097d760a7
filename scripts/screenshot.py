"""Writes docs/wizard.svg, the picture in the read-me: the demo at a requirement that the cluster shows."""

import asyncio
import os
import tempfile
from pathlib import Path

REQUIREMENT = "ai_inference"
SIZE = (120, 42)
TARGET = Path(__file__).resolve().parent.parent / "docs" / "wizard.svg"


async def picture() -> str:
    """Open the demo, go to the requirement, and draw the screen."""
    from tui.app import WizardApp
    from tui.messages import GoTo
    from tui.state.drafts_service import DraftsService
    from tui.state.paths import paths

    drafts_service = DraftsService(paths(), offline=True)
    app = WizardApp(drafts_service, first=drafts_service.demo)
    try:
        async with app.run_test(size=SIZE) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            app.screen.post_message(GoTo(REQUIREMENT))
            await pilot.pause()
            await pilot.pause()
            return app.export_screenshot(title="aiconform")
    finally:
        drafts_service.forget_demo()


def main() -> None:
    """Draw with a home of its own, so that nothing of this machine is in the picture."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"AICONFORM_HOME": home, "AICONFORM_OFFLINE": "1", "TZ": "UTC", "COLORTERM": "truecolor"}
        svg = asyncio.run(picture())
    TARGET.write_text(svg, encoding="utf-8")
    print(f"{TARGET}: {len(svg) // 1000} kB")


if __name__ == "__main__":
    main()
