#!/bin/sh
# Releases a service as a spec says, and ends as the release does: release.sh SPEC NAMESPACE/SERVICE
# Whoever ends this script by INT or TERM has the release taken back. Its report is written to release.html.
set -eu
spec=$1
service=$2

take_back() {
  trap '' INT TERM
  while kill -0 "$release" 2>/dev/null; do
    sluice abort "$service" --reason 'the pipeline was ended' && break
    sleep 2 # it has not begun yet
  done
}

sluice release -f "$spec" --wait &
release=$!
trap take_back INT TERM
wait "$release" || true # a signal ends this wait
code=0
wait "$release" || code=$? # the end of the release this one
sluice report "$service" --output release.html
exit "$code"
