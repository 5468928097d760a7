#!/bin/sh
# The steps of action.yml: validate submissions with annotations, then scan files for secrets.
# Inputs come from the environment: AICONFORM_PATHS, AICONFORM_SCAN (one path a line), AICONFORM_STRICT=true.
set -u

strict=''
[ "${AICONFORM_STRICT:-false}" = true ] && strict=--strict

# each COMMAND PATHS: run a command with the paths, one a line; without paths, do nothing.
each() {
    command=$1 lines=$2
    set --
    while IFS= read -r path; do
        [ -z "$path" ] || set -- "$@" "$path"
    done <<EOF
$lines
EOF
    [ $# -gt 0 ] || return 0
    # shellcheck disable=SC2086  # No word, or one.
    aiconform "$command" --format github $strict -- "$@"
}

failed=0
each validate "${AICONFORM_PATHS:-}" || failed=$?
each scan "${AICONFORM_SCAN:-}" || failed=$?
exit "$failed"
