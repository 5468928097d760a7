"""Command `aiconform detect`: read a cluster or a snapshot, and print a finding for each requirement."""

import argparse
import contextlib
import gc
import os
import re
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.commands.arguments import (
    checklist_of,
    draft_store,
    output_argument,
    seconds_argument,
    taking_over,
    text_argument,
)
from tui.commands.kubectl_flags import add_kubectl_flags, overrides_of, used_flag
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from auto_detect.collector.progress import Progress
    from auto_detect.snapshot.snapshot import Snapshot
    from checklists.model.checklist import Checklist
    from checklists.program.program_data import ProgramData
    from tui.output import ProgressLine

HELP = "read a cluster (read-only) or a snapshot, and print a finding for each requirement"

_TIMEOUT = 10.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--kubeconfig", metavar="FILE", type=text_argument, help="kubeconfig file (default: KUBECONFIG, ~/.kube/config)"
    )
    source.add_argument(
        "--from",
        metavar="FILE",
        type=text_argument,
        dest="from_file",
        help="read a saved snapshot, or the archive of --script, instead of a cluster",
    )
    source.add_argument(
        "--clusterrole", action="store_true", help="print a ClusterRole with all required permissions, then exit"
    )
    source.add_argument(
        "--script",
        action="store_true",
        help="print a shell script that collects the same data with kubectl, then exit",
    )
    parser.add_argument(
        "--scrape",
        action="store_true",
        help="also read metrics through the API server's proxy, which sends GET requests to a few pods and Services; "
        "with --clusterrole, print the ClusterRole for that as well",
    )
    parser.add_argument(
        "--context", metavar="NAME", type=text_argument, help="kubeconfig context (default: the current one)"
    )
    add_kubectl_flags(parser)
    parser.add_argument(
        "--checklist",
        metavar="MINOR",
        type=text_argument,
        help="checklist, such as 1.36 (default: the server's minor, else the newest)",
    )
    parser.add_argument("--save", metavar="FILE", type=output_argument, help="save the snapshot, for --from")
    parser.add_argument("--draft", metavar="NAME", type=text_argument, help="store the snapshot with this draft")
    taking_over(parser)
    parser.add_argument(
        "--keep-names",
        action="store_true",
        help="keep the names of nodes, pods, namespaces and hosts (default: pseudonyms)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=seconds_argument,
        default=_TIMEOUT,
        help=f"seconds without data after which a request fails (default: {_TIMEOUT:g})",
    )
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Read, save and print."""
    if args.from_file and (flag := "context" if args.context else used_flag(args)):
        args.refuse(f"argument --{flag}: not allowed with argument --from")
    if args.scrape and (args.from_file or args.script):
        args.refuse(f"argument --scrape: not allowed with argument --{'from' if args.from_file else 'script'}")
    if args.clusterrole:
        from auto_detect.collector.cluster_role import cluster_roles

        print(cluster_roles(scrape=args.scrape), end="")
        return ExitCode.DONE
    if args.script:
        from auto_detect.collector.script import script

        print(script(), end="")
        return ExitCode.DONE
    return _detect(args)


def _detect(args: argparse.Namespace) -> int:
    from auto_detect.collector.load import load_snapshot_or_archive
    from auto_detect.detectors.detect import detect
    from auto_detect.snapshot.snapshot_file import save_snapshot
    from checklists.errors import SnapshotError
    from checklists.text import typed_path
    from tui.output import print_json
    from tui.reports.detect_report import report_json, report_text
    from tui.state.program_data import local_program

    program = local_program(getattr(args, "program", None))
    wanted = checklist_of(args, program) if args.checklist else None
    save = typed_path(args.save) if args.save else None
    if save is not None and not save.parent.is_dir():
        message = f"The snapshot {save} cannot be written: the folder {save.parent} does not exist."
        raise SnapshotError(message, "Create the folder, or choose another file.")
    if args.draft:
        draft_store(args).view(args.draft)  # Reading a cluster takes minutes: a wrong name fails before.
    snapshot = (
        load_snapshot_or_archive(typed_path(args.from_file), keep_names=args.keep_names)
        if args.from_file
        else _read(args)
    )
    if save is not None:
        save_snapshot(snapshot, save)
    if args.draft:
        _keep(args, snapshot, program)
    checklist = wanted or _fitting(program, snapshot)
    findings = detect(snapshot, checklist)
    if args.json:
        print_json(report_json(snapshot, checklist, findings))
    else:
        print("\n".join(report_text(snapshot, checklist, findings)))
    return ExitCode.DONE


def _fitting(program: "ProgramData", snapshot: "Snapshot") -> "Checklist":
    """Return the checklist of the server's minor, else the newest."""
    known = program.minors()
    found = re.match(r"v?([0-9]+\.[0-9]+)", snapshot.server_version or "")
    return program.checklist(found[1] if found and found[1] in known else known[-1])


def _keep(args: argparse.Namespace, snapshot: "Snapshot", program: "ProgramData") -> None:
    from contextlib import closing

    from tui.state.session.file_work import keep_snapshot
    from tui.state.session.session import Session

    with closing(Session(draft_store(args).open(args.draft), program)) as session:
        session.run(keep_snapshot(snapshot, merge=not args.from_file))


def _read(args: argparse.Namespace) -> "Snapshot":
    from auto_detect.api.kubeconfig import choose, default_paths, list_contexts
    from checklists.text import typed_path
    from tui.output import print_message, print_note, progress_line

    paths = (typed_path(args.kubeconfig),) if args.kubeconfig else default_paths(os.environ)
    overrides = overrides_of(args)
    found = list_contexts(paths, context=args.context, overrides=overrides)
    context = choose(found, args.context, paths)
    if found.contexts and not args.kubeconfig:
        for path, reason in found.broken:
            print_message(f"{path} was left out: it {reason}")
    if context.exec_command and not context.problem:
        print_message(f"running the credential plugin {context.exec_command} to log in as {context.user}")

    from auto_detect.api.client import connect
    from auto_detect.collector.collect import collect

    gc.freeze()  # Imported modules stay: excluding them from garbage collection saves time on big clusters.
    with _ended_cleanly(), progress_line() as line:
        reader = connect(paths, args.context, args.timeout, overrides=overrides, request_timeout=args.request_timeout)
        try:
            acting = f" as {context.impersonates}" if context.impersonates else ""
            print_note(f"reading {context.name} at {context.server}{acting}, read-only")
            if args.scrape:
                print_note("metrics are read through the API server's proxy: GET requests to a few pods and Services")
            proxy = reader if args.scrape else None
            return collect(
                reader, proxy=proxy, keep_names=args.keep_names, progress=lambda progress: _tell(line, progress)
            )
        finally:
            reader.close()


@contextlib.contextmanager
def _ended_cleanly() -> Iterator[None]:
    """Turn SIGTERM into an exit, so that the connection's certificate files are removed."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(line: "ProgressLine", progress: "Progress") -> None:
    if not progress.finished and progress.objects:
        about = f" of about {progress.expected:,}" if progress.expected else ""
        line.show(f"{progress.label}: {progress.objects:,}{about}")
