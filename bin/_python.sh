# Sourced by bin/run, bin/test and bin/bench: sets $root and $python (3.11 or newer).
# Everything beyond that is Python (tools/), which needs nothing but its standard library.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$python" >/dev/null 2>&1 &&
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

install_python() {
    wanted="python3 python3-venv"
    # Older releases carry 3.11 beside their own Python.
    if command -v python3 >/dev/null 2>&1; then wanted="python3.11 python3.11-venv"; fi
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=no; fi
    if [ "$as_root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
        case "${LC_ALL:-${LANG:-}}" in
        zh*) echo "需要 Python 3.11 或更新版本。请执行：sudo apt-get install $wanted" >&2 ;;
        *) echo "Python 3.11 or newer is needed. Please run: sudo apt-get install $wanted" >&2 ;;
        esac
        exit 1
    fi
    $as_root apt-get update -q
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $wanted
}

find_python || { install_python && find_python; }
