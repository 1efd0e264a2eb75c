#!/bin/sh
# The checks, then the tests in two lanes for two cores: database tests on PostgreSQL, everything on SQLite, and the
# stories in a browser shared between the lanes. --full adds the slow tests.
set -eu
cd "$(dirname "$0")/.."
few="not slow"
[ "${1:-}" != --full ] || few="slow or not slow"
scripts/check.sh
logs=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$logs"' EXIT INT TERM

run() { # run NAME ARGUMENTS...: one batch; what it says is shown in one piece once it is over
  name=$1
  shift
  if .venv/bin/python -m pytest -p no:cacheprovider "$@" >"$logs/$name" 2>&1; then said=passed; else said=FAILED; fi
  echo "$said: $name"
  [ "$said" = passed ] || touch "$logs/.failed"
  cat "$logs/$name"
}

first_lane() {
  run "database tests on PostgreSQL" --database=postgresql -m "database and ($few)"
  run "stories in a browser, a to l" --database=sqlite -m "$few" tests/journeys/test_[a-l]*.py
}

second_lane() {
  run "all other tests on SQLite" --database=sqlite -m "$few" --ignore=tests/journeys
  run "stories in a browser, m to z" --database=sqlite -m "$few" tests/journeys/test_[m-z]*.py
}

echo "Two lanes of tests; each batch is shown when it is over, which takes minutes."
first_lane &
second_lane &
wait
[ ! -e "$logs/.failed" ]
