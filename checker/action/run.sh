#!/usr/bin/env bash
# What action.yml runs, and what any other CI can: its inputs are variables, in capitals.
# Both commands run, and the exit code is the one that says most: 64, then 1, then 2.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
quiesce() { node "${QUIESCE_CLI:-$here/../../build/bin/cli.cjs}" "$@"; }

worst=0
note() {
  case "$worst:$1" in
    0:* | 2:1) worst=$1 ;;
    [12]:?*[0-9]) worst=$1 ;;
  esac
}

read -ra traces <<<"${TRACES:-}"
if ((${#traces[@]} > 0)); then
  words=("${traces[@]}")
  [[ -n ${DEVICE:-} ]] && words+=(--reading "$DEVICE")
  [[ -n ${JUNIT:-} ]] && words+=(--junit "$JUNIT")
  [[ -n ${SARIF:-} ]] && words+=(--sarif "$SARIF")
  quiesce replay "${words[@]}"
  note $?
fi

if [[ -n ${DEVICE:-} ]]; then
  words=("$DEVICE")
  [[ -n ${SCENARIO:-} ]] && words+=(--scenario "$SCENARIO")
  [[ -n ${GUARANTEES:-} ]] && words+=(--expect "$GUARANTEES")
  quiesce lost "${words[@]}"
  note $?
fi

exit "$worst"
