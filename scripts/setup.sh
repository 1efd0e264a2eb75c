#!/bin/sh
# Install what is missing, and only that: `setup.sh run` to serve, `setup.sh test` to test as well.
# Everything Python goes into .venv, pinned by hash; the rest comes from Debian's own packages.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

run_packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
test_packages="postgresql redis-server chromium poppler-utils"
packages=$run_packages
requirements=requirements.txt
if [ "$purpose" = test ]; then
    packages="$run_packages $test_packages"
    requirements=requirements-dev.txt
fi

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

is_debian() { [ -r /etc/os-release ] && (. /etc/os-release; case " ${ID:-} ${ID_LIKE:-} " in *" debian "*) ;; *) exit 1 ;; esac); }

# Prints those of the named packages that are not installed.
missing_packages() {
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || printf '%s ' "$package"
    done
}

install_packages() {
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif command -v sudo >/dev/null; then as_root="sudo"
    else stop "Missing Debian packages, and neither root nor sudo to install them. As root: apt-get install $*"; fi
    say "Installing Debian packages: $*"
    log=$(mktemp)
    for words in "update" "install -y --no-install-recommends $*"; do
        # shellcheck disable=SC2086
        if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 $words >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            stop "apt-get $words failed (its last lines are above)."
        fi
    done
    rm -f "$log"
}

find_python() {
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
}

# 1. Debian packages
if is_debian; then
    wanted=$(missing_packages $packages)
    python=$(find_python)
    if [ ! -x .venv/bin/python ]; then
        if [ -z "$python" ]; then wanted="$wanted python3 python3-venv"
        elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then wanted="$wanted python3-venv"; fi
    fi
    # shellcheck disable=SC2086
    [ -z "$wanted" ] || install_packages $wanted
elif [ "${SYSTEM_PACKAGES:-}" != present ]; then
    say "This is not Debian, so nothing was installed. Please install the counterparts of these Debian packages:"
    say "  python3 (3.11 or newer, with venv) $packages"
    stop "and then run the same command with SYSTEM_PACKAGES=present in front."
fi

# 2. The environment
if [ ! -x .venv/bin/python ]; then
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || true)"
    say "Creating .venv"
    "$python" -m venv .venv
fi

fingerprint() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
current() { [ "$(cat "$1" 2>/dev/null || true)" = "$2" ]; }

run_pins=$(fingerprint requirements.txt)
pins=$(fingerprint "$requirements")
if ! current ".venv/.pins-$purpose" "$pins"; then
    say "Installing Python packages from $requirements (a minute or two the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r "$requirements"
    echo "$run_pins" >.venv/.pins-run
    echo "$pins" >".venv/.pins-$purpose"
    rm -f .venv/.project
fi
project=$(fingerprint pyproject.toml)
if ! current .venv/.project "$project" || [ ! -x .venv/bin/jianyun ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    # Compiled once here, so that the first start does not compile as it goes.
    .venv/bin/python -m compileall -q app
    echo "$project" >.venv/.project
fi

# 3. Translations
.venv/bin/python scripts/catalogues.py compile
