#!/bin/sh
# Makes the environment in $1 from the lock file: with uv where it is installed, else with venv and pip.
set -eu
venv=$1

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            python=$candidate
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "aiconform needs Python 3.11 or newer, and none is on the PATH." >&2
    echo "  Install one, or name it: make demo PYTHON=/path/to/python3.12" >&2
    exit 1
fi

echo "Setting up $venv with $("$python" --version) ..." >&2
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --clear --python "$("$python" -c 'import sys; print(sys.executable)')" "$venv"
    VIRTUAL_ENV=$venv uv pip install --quiet --require-hashes -r requirements.lock
    VIRTUAL_ENV=$venv uv pip install --quiet --no-deps --editable .
else
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --editable .
fi
