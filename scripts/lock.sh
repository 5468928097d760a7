#!/bin/sh
# Writes the lock files from pyproject.toml; with --check, says whether they still answer it.
set -eu
uv=.venv/bin/uv

# Hashes are left out of the comparison: a registry may add a file to a version that is pinned already.
pins() { grep -v -- '--hash=' "$1" | tr -d '\\ '; }

lock() {
    locked=$1 target=$1
    shift
    if [ "$check" = --check ]; then
        target=$folder/$locked
        cp "$locked" "$target"
    fi
    # Compiling onto an existing file keeps its pins, so that only a changed pyproject.toml changes it.
    "$uv" pip compile --quiet "$@" --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --no-emit-index-url --output-file "$target"
    if [ "$(pins "$locked")" != "$(pins "$target")" ]; then
        echo "$locked does not answer pyproject.toml any more; run: make lock" >&2
        exit 1
    fi
}

check=${1:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
lock requirements.lock pyproject.toml --group dev
lock requirements-release.lock --group release
