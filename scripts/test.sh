#!/bin/sh
# The checks, then the database tests on PostgreSQL beside everything on SQLite: two runs keep two cores busy.
# --full adds the slow tests.
set -eu
cd "$(dirname "$0")/.."
few="not slow"
[ "${1:-}" != --full ] || few="slow or not slow"
scripts/check.sh
log=$(mktemp)
.venv/bin/python -m pytest --database=postgresql -p no:cacheprovider -m "database and ($few)" >"$log" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null || true; rm -f "$log"' EXIT INT TERM
failed=0
echo "All tests, on SQLite (the database tests run on PostgreSQL meanwhile):"
.venv/bin/python -m pytest --database=sqlite -m "$few" || failed=1
echo "Database tests on PostgreSQL:"
wait "$beside" || failed=1
cat "$log"
exit "$failed"
