"""A complete draft in the user's store, for tests of the export."""

from pathlib import Path

from checklists.drafts.store import DraftStore
from checklists.model.checklist import Level, Status
from checklists.model.draft import Draft, Response
from checklists.program.program_data import ProgramData
from tui.state.paths import paths


def complete(program: ProgramData, proof: Path, minor: str = "1.36", **metadata: str) -> Draft:
    """Create a draft in the user's store that the program would accept."""
    store = DraftStore(paths().drafts)
    checklist = program.checklist(minor)
    store.create("Nebula", checklist)
    members = program.members()
    values = {
        "platformName": "Nebula Kubernetes",
        "platformVersion": "4.2.0",
        "vendorName": min(members.names) if members else "",
        "websiteUrl": "https://nebula.example/",
        "documentationUrl": "https://docs.nebula.example/",
        "productLogoUrl": "https://nebula.example/logo.svg",
        "description": 'The "Nebula" platform: fast & {calm}',
        "contactEmailAddress": "conformance@nebula.example",
        "k8sConformanceUrl": f"https://github.com/cncf/k8s-conformance/tree/master/v{minor}/nebula",
    }
    with store.open("Nebula") as opened:
        evidence = ("https://docs.nebula.example/proof", opened.evidence.attach(proof))
        draft = opened.draft
        for field, value in {**values, **metadata}.items():
            draft = draft.with_metadata(field, value)
        for requirement in checklist.requirements:
            if requirement.level is Level.MUST:
                response = Response(status=Status.IMPLEMENTED, evidence=evidence, notes="first line\nsecond: line")
                draft = draft.with_response(requirement.id, response)
        opened.save(draft)
    return draft
