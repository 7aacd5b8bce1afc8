#!/usr/bin/env bash
# Starts the built portal on a free port and a data folder of its own, with a scripted endpoint behind it, and runs the
# npm clients against it.
set -euo pipefail
cd "$(dirname "$0")/../.."
portal=${PORTAL_DLL:-artifacts/bin/LatencyPortal/release/LatencyPortal.dll}
work=$(mktemp -d)
# The content root is the project, as under dotnet run.
portal=$(realpath "$portal")
node tests/clients/scripted-endpoint.mjs >"$work/endpoint" &
endpoint=$!
for _ in $(seq 100); do
  [ -s "$work/endpoint" ] && break
  sleep 0.1
done
export LatencyPortal__Endpoints__0__Name=scripted LatencyPortal__Endpoints__0__BaseUrl=$(cat "$work/endpoint") LatencyPortal__Endpoints__0__Models__0=scripted
(cd src/LatencyPortal && exec dotnet "$portal" --urls http://127.0.0.1:0 --data "$work/data") >"$work/log" 2>&1 &
pid=$!
trap 'kill "$pid" "$endpoint" 2>/dev/null || true; wait "$pid" "$endpoint" 2>/dev/null || true; rm -rf "$work"' EXIT

url=""
for _ in $(seq 60); do
  url=$(sed -n 's/^LatencyPortal is ready: \(http[^ ,]*\).*/\1/p' "$work/log")
  [ -n "$url" ] && curl -fsS "$url/readyz" >/dev/null 2>&1 && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.5
done
if [ -z "$url" ]; then
  cat "$work/log" >&2
  exit 1
fi
cd tests/clients
LATENCYPORTAL_URL=$url node --test --test-reporter=tap
