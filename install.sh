#!/bin/sh
# Installs markstone, then runs Python with the arguments given:
#   sh install.sh grade.py examples/submissions
#   sh install.sh --dev -m pytest
# Uses the active virtual environment, or makes one in .venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
extra=""
if [ "${1:-}" = "--dev" ]; then
  extra="[dev]"
  shift
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if [ "$(uname)" = Linux ] && ! command -v bwrap >/dev/null; then
  echo "Installing bubblewrap and libseccomp, the wall around student code ..." >&2
  if command -v apt-get >/dev/null; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq bubblewrap libseccomp2 >/dev/null
  elif command -v dnf >/dev/null; then
    as_root dnf install -y -q bubblewrap libseccomp
  elif command -v pacman >/dev/null; then
    as_root pacman -S --noconfirm --needed bubblewrap libseccomp
  elif command -v apk >/dev/null; then
    as_root apk add --quiet bubblewrap libseccomp
  else
    echo "No package manager known here: install bubblewrap by hand." >&2
  fi
fi

if [ -n "${VIRTUAL_ENV:-}" ]; then
  python="$VIRTUAL_ENV/bin/python"
else
  [ -x "$here/.venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$here/.venv"
  python="$here/.venv/bin/python"
fi
echo "Installing Python packages into $("$python" -c 'import sys; print(sys.prefix)') ..." >&2
"$python" -m pip install --quiet --disable-pip-version-check \
  --constraint "$here/constraints.txt" --editable "$here$extra"
[ $# -eq 0 ] || exec "$python" "$@"
