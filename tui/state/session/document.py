"""Evidence document of a requirement, from the open draft and its snapshot."""

from tui.state.session.state import State


def evidence_document(state: State, requirement: str, *, keep_names: bool = False) -> str | None:
    """Return a requirement's evidence document; None if no cluster was read or the checklist lacks it.

    The document becomes public, so it holds the cluster's own names only if requested.
    """
    asked_requirement = state.checklist.get(requirement)
    if asked_requirement is None or state.snapshot is None:
        return None
    from auto_detect.detectors.detect import finding_for
    from auto_detect.detectors.upstream_flags import upstream_flags
    from auto_detect.privacy.anonymize import anonymize
    from exporters.evidence_document import ReadInfo, render

    snapshot = state.snapshot if keep_names else anonymize(state.snapshot)
    finding = finding_for(snapshot, requirement)
    read_info = ReadInfo(snapshot.server_version, snapshot.taken_at, named=snapshot.names.kept)
    return render(asked_requirement, finding, read_info, state.draft, test_flags=upstream_flags(requirement, snapshot))
