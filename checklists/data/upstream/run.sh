#!/bin/sh
# Runs the upstream AI conformance tests against the current cluster. aiconform printed this script; it never runs it.
#
# Source of the tests: {repository}
#   commit {commit}, checked on {checked}
# Cluster: {cluster}
#
# What each test does to the cluster:
{tests}
#
# Needs: git, go, and KUBECONFIG (else ~/.kube/config) with permissions of a cluster administrator.
# Usage: sh this-script [RESULTS]      RESULTS: folder for the results, by default ./ai-conformance-results
# One pass writes e2e.log, results.json and junit.xml. If a test fails, RESULTS.failed gets them instead: the
# program rejects files with a failure, so do not attach these.
set -eu

results=${1:-ai-conformance-results}
repository=${SUITE_REPOSITORY:-{repository}}
commit=${SUITE_COMMIT:-{commit}}

for tool in git go; do
    command -v "$tool" >/dev/null 2>&1 || { echo "$tool is not on the PATH: install it first." >&2; exit 2; }
done
if [ -e "$results" ] || [ -e "$results.failed" ]; then
    echo "$results or $results.failed exists: name another folder, or move it away." >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

git init --quiet "$work/suite"
git -C "$work/suite" fetch --quiet --depth 1 "$repository" "$commit"
git -C "$work/suite" checkout --quiet FETCH_HEAD

mkdir "$work/results"
set -- {flags}
status=0
(
    cd "$work/suite" &&
        go run {runner} --format standard-verbose --junitfile "$work/results/junit.xml" \
            --jsonfile "$work/results/results.json" -- \
            ./test -count=1 -timeout {timeout} -run '{pattern}' -args "$@"
) >"$work/results/e2e.log" 2>"$work/stderr" || status=$?
cat "$work/results/e2e.log"
cat "$work/stderr" >&2

if [ "$status" -ne 0 ]; then
    mv "$work/results" "$results.failed"
    echo "The run failed with exit code $status; its files are in $results.failed. Attach nothing of it." >&2
    exit 1
fi
mv "$work/results" "$results"
printf '%s\n' "All tests passed or were skipped. To attach the files: aiconform artifacts '$results' --draft "{draft}
