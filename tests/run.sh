#!/usr/bin/env bash
# Builds the portal and runs every test. It installs what is missing by package name (a browser, Node.js for the
# npm client check, and promtool), needs no running server, and ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip

say() { printf '\n== %s\n' "$*"; }

install_debian() {
  if ! command -v apt-get >/dev/null; then
    echo "Install $* with your package manager, then run this again." >&2
    exit 1
  fi
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

say "Tools"
missing=()
if [ -z "${CHROMIUM:-}" ]; then
  CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
  [ -n "$CHROMIUM" ] || missing+=(chromium fonts-dejavu-core)
fi
command -v npm >/dev/null || missing+=(nodejs npm)
command -v curl >/dev/null || missing+=(curl)
command -v promtool >/dev/null || missing+=(prometheus)
[ ${#missing[@]} = 0 ] || install_debian "${missing[@]}"
export CHROMIUM=${CHROMIUM:-$(command -v chromium)}
"$CHROMIUM" --version
node --version

say "Build"
dotnet build LatencyPortal.sln -c Release -v q

say "Format"
dotnet format LatencyPortal.sln --verify-no-changes --no-restore

say "Tests"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# One project at a time: the browser and the decoder share two cores on small machines.
for project in tests/*.Tests/*.csproj; do
  dotnet run --no-build -c Release --project "$project" -- -noColor -noLogo 2>&1 | tee -a "$log" || status=1
done

say "npm client"
npm --prefix tests/clients ci --silent --no-audit --no-fund
tests/clients/run.sh 2>&1 | tee -a "$log" || status=1

# xUnit prints one summary line a project; node's runner prints one line a count.
awk -v failedRun="$status" '
  /Total: [0-9]+, Errors:/ {
    for (i = 1; i <= NF; i++) {
      if ($i == "Total:") total += $(i + 1) + 0
      if ($i == "Errors:" || $i == "Failed:") failed += $(i + 1) + 0
      if ($i == "Skipped:" ) skipped += $(i + 1) + 0
    }
  }
  /^(#|ℹ) pass [0-9]+/ { total += $3 }
  /^(#|ℹ) fail [0-9]+/ { total += $3; failed += $3 }
  END {
    if (failedRun && !failed) failed = 1
    printf "\n%d passed, %d failed, %d skipped\n", total - failed - skipped, failed, skipped
  }' "$log"
exit "$status"
