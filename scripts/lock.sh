#!/bin/sh
# Writes requirements.lock from pyproject.toml; with --check, says whether the lock still answers it.
set -eu
uv=.venv/bin/uv
target=requirements.lock
if [ "${1:-}" = --check ]; then
    target=$(mktemp)
    trap 'rm -f "$target"' EXIT
    cp requirements.lock "$target"
fi
# Compiling onto an existing file keeps its pins, so that only a changed pyproject.toml changes it.
"$uv" pip compile --quiet pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
    --no-annotate --no-header --no-emit-index-url --output-file "$target"
# Hashes are left out of the comparison: a registry may add a file to a version that is pinned already.
pins() { grep -v -- '--hash=' "$1" | tr -d '\\ '; }
if [ "${1:-}" = --check ] && [ "$(pins requirements.lock)" != "$(pins "$target")" ]; then
    echo "requirements.lock does not answer pyproject.toml any more; run: make lock" >&2
    exit 1
fi
