# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# For the checks of this folder, which read it from the root of the sources: `. scripts/long/common.sh`
# JOBS is how many compilers and tests may run at once, NICENESS theirs.

work=$PWD/build/long
mkdir -p "$work"
jobs=${JOBS:-$(scripts/configure jobs)}
niceness=${NICENESS:-10}
# Builds of the same sources elsewhere find each other's objects. One thread for each test.
CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 OMP_NUM_THREADS=1
export CCACHE_BASEDIR CCACHE_NOHASHDIR OMP_NUM_THREADS

# skip WORDS...: ends the check as skipped, and says why.
skip() {
  echo "skipped: $*"
  exit 77
}

# failed WORDS...: ends the check as failed, and says why.
failed() {
  echo "failed: $*"
  exit 1
}

# need PACKAGE...: installs the Debian packages that are missing.
need() {
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)" != installed ] || continue
    [ "$(id -u)" = 0 ] || skip "the package $package is missing: sudo apt-get install $package"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" ||
      { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; }
  done
}

# version PACKAGE: its upstream version, "1.13.1" for one.
version() {
  dpkg-query -W -f '${Version}' "$1" | sed 's/^[0-9]*://; s/[+-].*//'
}

# configure FOLDER PRESET [option of cmake]...: configures a build with the settings of a preset, with the tests.
configure() {
  folder=$1 preset=$2
  shift 2
  cmake --preset "$preset" -B "$folder" -D CLIPDRAW_BUILD_TESTS=ON "$@"
}

# compile FOLDER [target]...
compile() {
  folder=$1
  shift
  nice -n "$niceness" ninja -C "$folder" -j "$jobs" "$@"
}

# run_tests FOLDER [option of ctest]...: ends the check when one fails, else sets `passed` to "12 tests".
run_tests() {
  folder=$1
  shift
  code=0
  nice -n "$niceness" ctest --test-dir "$folder" --output-on-failure -j "$jobs" "$@" > "$folder/tests.out" 2>&1 || code=$?
  cat "$folder/tests.out"
  read_sum "$folder/tests.out" "$code"
}

# read_sum FILE CODE: the same for what ctest has printed, and the code that it ended with.
read_sum() {
  sum=$(grep -E '^[0-9]+% tests passed' "$1" || true)
  [ "$2" = 0 ] && [ -n "$sum" ] || failed "${sum:-ctest could not run}"
  passed="${sum##* out of } tests"
}
