#!/usr/bin/env bash
# Puts a pinned cometbft binary into a folder of the project and prints its path. Needs Go; no root, no git.
#   COMETBFT_VERSION=v0.40.0 tools/get-cometbft.sh [dir]
# exit 0: path on stdout | 3: Go is missing (one SKIP line on stderr: tests skip with it) | 1: the build failed
set -euo pipefail
version=${COMETBFT_VERSION:-v0.40.0}
cache=${1:-.cache/cometbft}
# An operator's own binary wins.
if [ -n "${COMETBFT:-}" ] && [ -x "$COMETBFT" ]; then
  echo "$COMETBFT"
  exit 0
fi
out=$(mkdir -p "$cache/$version" && cd "$cache/$version" && pwd)
if [ -x "$out/cometbft" ]; then
  echo "$out/cometbft"
  exit 0
fi
if ! command -v go >/dev/null 2>&1; then
  echo "SKIP: cometbft $version is not built and Go is not installed; install Go 1.25+ (v0.38 needs 1.22.11+) or set COMETBFT=/path/to/cometbft" >&2
  exit 3
fi
# One build at a time where flock exists: a second caller waits and finds the binary.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$out/lock"
  flock 9
  if [ -x "$out/cometbft" ]; then
    echo "$out/cometbft"
    exit 0
  fi
fi
# Built aside and renamed, so that a second caller never sees half a binary. GOFLAGS is replaced: a caller's -mod=vendor would break `go install pkg@version`.
aside="$out/build.$$"
trap 'rm -rf "$aside"' EXIT
if ! GOFLAGS=-buildvcs=false GOBIN="$aside" CGO_ENABLED=0 go install -ldflags "-s -w" "github.com/cometbft/cometbft/cmd/cometbft@$version" >&2; then
  echo "cometbft $version: go install failed ($(go version))" >&2
  exit 1
fi
mv "$aside/cometbft" "$out/cometbft"
echo "$out/cometbft"
