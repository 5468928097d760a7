"""Command `aiconform completion`: completion for a shell, generated from the parsers of all commands."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
from collections.abc import Iterator
from typing import Any

from tui.exit_codes import ExitCode

HELP = "print the completion script of a shell"
SHELLS = ("bash", "zsh", "fish")
_NAMED = {"drafts": ("draft", "name"), "contexts": ("context",), "requirements": ("requirement", "requirements")}
"""Lists of names, with the destinations of the arguments that take them."""
_PREAMBLE = {
    "bash": "_aiconform_{kind}() {{ aiconform completion --list {kind} 2>/dev/null | while IFS= read -r name; do "
    'case $name in "$1"*) printf "%q\\n" "$name";; esac; done; }}',
    "zsh": "_aiconform_{kind}() {{ local -a names; "
    'names=("${{(@f)$(aiconform completion --list {kind} 2>/dev/null)}}"); compadd -a names; }}',
}
_BASH = r"""
# Readline splits words at ":" and "=": rejoin them, complete, then drop what is before the last ":".
_aiconform() {
  local i word last
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]} last=$((${#words[@]} - 1))
    if [[ $word == "=" && ${words[last]} == --* ]]; then
      ((i < COMP_CWORD)) || words+=("")
    elif ((last > 0)) && [[ $word == :* || ${words[last]} == *: ]]; then
      words[last]+=$word
    else
      words+=("$word")
    fi
  done
  local -a COMP_WORDS=("${words[@]}")
  local COMP_CWORD=$((${#words[@]} - 1))
  _shtab_aiconform
  word=${words[COMP_CWORD]}
  if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
  fi
}
complete -o bashdefault -F _aiconform aiconform
"""
_FISH = "(aiconform completion --list {kind} 2>/dev/null)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "shell", metavar="SHELL", nargs="?", choices=SHELLS, help=f"{', '.join(SHELLS[:-1])} or {SHELLS[-1]}"
    )
    what.add_argument("--list", metavar="KIND", choices=tuple(_NAMED), help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Print the script, or names for it."""
    if args.list:
        for name in names(args.list):
            print(name)
        return ExitCode.DONE

    print(script(args.all_commands(), args.shell), end="")
    return ExitCode.DONE


def script(root: argparse.ArgumentParser, shell: str) -> str:
    """Return the completion script of a shell for all commands of a parser."""
    import shtab

    for action in _actions(root):
        kind = kind_of(action)
        if takes_path(action):
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
        elif kind and action.choices is None and action.nargs != 0:
            action.complete = {  # type: ignore[attr-defined]
                **dict.fromkeys(_PREAMBLE, f"_aiconform_{kind}"),
                "fish": _FISH.format(kind=kind),
            }
    preamble: Any = {name: "\n".join(text.format(kind=kind) for kind in _NAMED) for name, text in _PREAMBLE.items()}
    text: str = shtab.complete(root, shell, preamble=preamble).rstrip("\n")
    if shell == "bash":
        text = text[: text.rindex("\ncomplete ")] + _BASH.rstrip("\n")
    if shell == "zsh":  # shtab completes only the first argument of a list, and no `--option=value`.
        text = re.sub(r'^(\s+")\(\*\)::?', r"\1*:", text, flags=re.MULTILINE)
        text = re.sub(r'^(\s+"--[\w-]+)(\[.*\]:)', r"\1=\2", text, flags=re.MULTILINE)
    return f"{text}\n"


def kind_of(action: argparse.Action) -> str:
    """Return the list of names that an argument takes its values from; empty for none."""
    return next((kind for kind, dests in _NAMED.items() if action.dest in dests), "")


def takes_path(action: argparse.Action) -> bool:
    """Return whether an argument names files or folders."""
    return action.dest in ("paths", "path") or action.metavar in ("FILE", "DIR", "PATH", "SNAPSHOT")


def _actions(root: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in root._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield from _actions(sub)


def names(kind: str) -> Iterator[str]:
    """Yield names for a completion; nothing if they cannot be read."""
    from checklists.errors import AiconformError
    from checklists.text import clean_line

    with contextlib.suppress(AiconformError, OSError):
        if kind == "drafts":
            from checklists.drafts.store import DraftStore
            from tui.state.paths import paths

            yield from (found.slug for found in DraftStore(paths().drafts).list())
        elif kind == "contexts":
            from auto_detect.api.kubeconfig import default_paths, list_contexts

            yield from (clean_line(context.name) for context in list_contexts(default_paths(os.environ)).contexts)
        else:
            from checklists.catalog.catalog import MINORS, checklist

            yield from (requirement.id for requirement in checklist(MINORS[-1], None).requirements)
