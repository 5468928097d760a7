#!/bin/sh
# Reads a cluster for `aiconform detect --from FILE` where only kubectl is at hand.
#
#   sh collect.sh [CONTEXT [FILE]]
#
#   CONTEXT  kubeconfig context; without one, or with "", kubectl takes the current one
#   FILE     the archive to write; aiconform-collected.tar unless said otherwise
#
# Every request is `kubectl get --raw`, a GET: nothing is changed. What is not allowed, or not there, is noted and
# left out. The archive holds the answers as the server gave them, with names, addresses and the environment variables
# of pods: keep it to yourself. aiconform keeps of it only what it needs, and replaces names.
set -u
umask 077
context=${1:-}
archive=${2:-aiconform-collected.tar}
kubectl version --client >/dev/null || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
n=0
printf 'aiconform-collected 1\ntaken-at %s\ncontext %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$context" >"$dir/index"

# get PATH: one answer into a file of its own; the index says which, and whether it came.
get() {
    n=$((n + 1))
    state=ok
    kubectl ${context:+--context="$context"} get --raw "$1" >"$dir/$n" 2>"$dir/error" || {
        state=failed
        cat "$dir/error" >"$dir/$n"
    }
    rm -f "$dir/error"
    printf '%s %s %s\n' "$n" "$state" "$1" >>"$dir/index"
    [ ! -t 2 ] || printf '\r%s requests' "$n" >&2
    test "$state" = ok
}

# pages PATH MOST: a list page by page, at most MOST pages.
pages() {
    token=''
    page=0
    while [ "$page" -lt "$2" ] && get "$1?limit=500${token:+&continue=$token}"; do
        token=$(sed -n '1s/^{"kind":"[A-Za-z]*List","apiVersion":"[^"]*","metadata":{[^}]*"continue":"\([^"]*\)".*/\1/p' "$dir/$n")
        [ -n "$token" ] || break
        page=$((page + 1))
    done
}

# served GROUP/VERSION RESOURCE: whether the server has it.
served() {
    answer=$(sed -n "s|^\([0-9]*\) ok /apis/$1\$|\1|p" "$dir/index")
    test -n "$answer" && grep -q "\"name\":\"$2\"" "$dir/$answer"
}

# first GROUP RESOURCE LIMIT VERSION...: the first page of a list, in the first of the versions that is served.
first() {
    group=$1 resource=$2 limit=$3
    shift 3
    for version; do
        if served "$group/$version" "$resource"; then
            get "/apis/$group/$version/$resource?limit=$limit"
            return
        fi
    done
}

# every GROUP RESOURCE VERSION...: the same with all pages.
every() {
    group=$1 resource=$2
    shift 2
    for version; do
        if served "$group/$version" "$resource"; then
            pages "/apis/$group/$version/$resource" 400
            return
        fi
    done
}

# Which cluster it is, what the server is, and what it serves. Groups become parts of commands below, so what is not
# spelt as one is passed over.
get /api/v1/namespaces/kube-system
get /version
get /api
get /api/v1
get /apis && for version in $(tr ',' '\n' <"$dir/$n" | sed -n 's|.*"groupVersion":"\([a-z0-9.-]*/[a-z0-9]*\)".*|\1|p' | sort -u); do
    get "/apis/$version"
done

# Lists.
{lists}
# What has a webhook, and groups of pods: what is not known by name is told by its objects.
hooks=$(sed -n 's|^\([0-9]*\) ok /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations.*|\1|p' "$dir/index" | head -n 1)
{
    [ -z "$hooks" ] || tr '{' '\n' <"$dir/$hooks" |
        sed -n 's|.*"apiGroups":\["\([a-z0-9.-]*\.[a-z0-9.-]*\)".*"resources":\["\([a-z]*\)".*|\1 \2|p'
    sed -n 's|^[0-9]* ok /apis/\([^/]*\.[^/]*\)/[^/?]*$|\1 podgroups|p' "$dir/index"
} | sort -u >"$dir/others"
while read -r group resource; do
    for version in $(sed -n "s|^[0-9]* ok /apis/$group/\([^/?]*\)\$|\1|p" "$dir/index"); do
        list=/apis/$group/$version/$resource
        grep -q " $list?" "$dir/index" || ! served "$group/$version" "$resource" || get "$list?limit=20"
    done
done <"$dir/others"
rm -f "$dir/others"

# Definitions, one by one: a list of them would bring every schema.
for name in {definitions}; do
    get "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/$name"
done

(cd "$dir" && tar -cf - .) >"$archive" || exit 1
printf '%s requests, written to %s\n' "$n" "$archive" >&2
