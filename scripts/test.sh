#!/bin/sh
# The checks, the database tests on PostgreSQL, then everything on SQLite. --full adds the slow tests.
set -eu
cd "$(dirname "$0")/.."
few="not slow"
[ "${1:-}" != --full ] || few="slow or not slow"
scripts/check.sh
echo "Database tests on PostgreSQL:"
.venv/bin/python -m pytest --database=postgresql -m "database and ($few)"
echo "All tests, on SQLite:"
.venv/bin/python -m pytest --database=sqlite -m "$few"
