#!/bin/sh
# Collects a cluster with kubectl only, for `aiconform detect --from FILE`.
#
#   sh collect.sh [CONTEXT [FILE]]
#
#   CONTEXT  kubeconfig context; default or "": the current context
#   FILE     the archive to write; default: aiconform-collected.tar
#
# Every request is `kubectl get --raw`, a GET: the script changes nothing in the cluster. Failed requests are recorded
# and left out. The archive contains the original responses, with names, addresses and the environment variables of
# pods: keep it confidential. aiconform keeps only the fields that it needs, and replaces names by pseudonyms.
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

# get PATH: write one response to its own file, and its path and state to the index.
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

# pages PATH MOST: get a list page by page, at most MOST pages.
pages() {
    token=''
    page=0
    while [ "$page" -lt "$2" ] && get "$1?limit=500${token:+&continue=$token}"; do
        token=$(sed -n '1s/^{"kind":"[A-Za-z]*List","apiVersion":"[^"]*","metadata":{[^}]*"continue":"\([^"]*\)".*/\1/p' "$dir/$n")
        [ -n "$token" ] || break
        page=$((page + 1))
    done
}

# served GROUP/VERSION RESOURCE: return whether the server serves the resource.
served() {
    answer=$(sed -n "s|^\([0-9]*\) ok /apis/$1\$|\1|p" "$dir/index")
    test -n "$answer" && grep -q "\"name\":\"$2\"" "$dir/$answer"
}

# first GROUP RESOURCE LIMIT VERSION...: get the first page of a list, in the first served version.
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

# every GROUP RESOURCE VERSION...: get all pages of a list, in the first served version.
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

# The cluster's UID, the server's version, and discovery. Group names become parts of commands below, so groups with
# invalid names are skipped.
get /api/v1/namespaces/kube-system
get /version
get /api
get /api/v1
get /apis && for version in $(tr ',' '\n' <"$dir/$n" | sed -n 's|.*"groupVersion":"\([a-z0-9.-]*/[a-z0-9]*\)".*|\1|p' | sort -u); do
    get "/apis/$version"
done

# Lists.
{lists}
# Objects of unknown operators: resources with a validating webhook, and pod groups.
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

# CustomResourceDefinitions, one by one: a list would include every schema.
for name in {definitions}; do
    get "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/$name"
done

(cd "$dir" && tar -cf - .) >"$archive" || exit 1
printf '%s requests, written to %s\n' "$n" "$archive" >&2
