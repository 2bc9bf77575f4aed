#!/usr/bin/env bash
# Rehearses prove.sh on a machine without a GPU: its three commands run with only a copy of prepare.sh's files, in an empty environment, with a
# driver whose launches compute on this CPU (runner/src/test/cuda, as StubDriver.java makes it) and replacements for nvidia-smi, ncu and
# compute-sanitizer. Each command runs once to its end under its own limit, and once until it is killed in the middle. Then the results are read
# and counted. The rehearsal shows that no file is missing on a GPU host, and which results remain when the time is up; it shows nothing about
# speed. It needs gcc and g++; the peers run on the CPU if /usr/bin/python3 has PyTorch.
#   runner/src/gpu/prepare.sh && runner/src/gpu/rehearse.sh
# WORK=/tmp/understudy-rehearsal is made again; CUT=40 is the seconds until the kill; TESTS, EVALUATE_STEPS, FLAT_STEPS, SECONDS_IN_ALL and
# LIMITS are passed to prove.sh: on a busy machine use LIMITS=6 SECONDS_IN_ALL=1800, so that no part fails only because of its time limit.
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=${WORK:-/tmp/understudy-rehearsal} cut=${CUT:-40} cuda=runner/src/test/cuda
fail() { echo "rehearse.sh: $*" >&2; exit 1; }
[ -f runner/target/prove/prepared.txt ] || fail "runner/target/prove is not there; run runner/src/gpu/prepare.sh first"
rm -rf "$work"
mkdir -p "$work/driver" "$work/tools" "$work/prepared"
cp -r runner/target/prove/. "$work/prepared/"

# A test set of 100 images: the emulation takes minutes for ten thousand.
short() { # FILE OLD_HEADER_BYTES NEW_HEADER DATA_BYTES: the new header in the notation of printf
  { printf "$3"; gzip -dc "$work/prepared/mnist/$1" | tail -c +$(($2 + 1)) | head -c "$4" || true; } | gzip >"$work/short.gz"
  mv "$work/short.gz" "$work/prepared/mnist/$1"
}
short t10k-images-idx3-ubyte.gz 16 '\0\0\010\003\0\0\0\144\0\0\0\034\0\0\0\034' 78400
short t10k-labels-idx1-ubyte.gz 8 '\0\0\010\001\0\0\0\144' 100

# The stub recognises the PTX by its label, and the PTX with line numbers has another label.
sed 's/"\.version 6\.3"/".version "/' $cuda/driver.c >"$work/driver.c"
gcc -c -fPIC -DCOMPUTE -DEMULATED -o "$work/driver.o" "$work/driver.c"
g++ -std=c++17 -O2 -U_FORTIFY_SOURCE -ffp-contract=off -shared -fPIC -Wno-unknown-pragmas -I $cuda -include emulation.h -x c++ $cuda/emulated.cu -x none "$work/driver.o" \
  -o "$work/driver/libcuda.so.1"

# Only tools that every host has, without java and mvn, and three replacements.
for tool in bash sh env cat cmp cp cut date dirname dmesg grep gzip head mkdir nproc readlink rm sed sleep tail tar tee timeout uname; do
  ln -s "$(command -v $tool)" "$work/tools/$tool"
done
[ ! -x /usr/bin/python3 ] || ln -s /usr/bin/python3 "$work/tools/python3"
printf '#!/bin/sh\ncase "$*" in *memory.used*) echo 1234 ;; *) echo "a stand-in for nvidia-smi: $*" ;; esac\n' >"$work/tools/nvidia-smi"
printf '#!/bin/sh\necho "a stand-in for $(basename "$0"): $*"\nwhile [ "${1%%/bin/java}" = "$1" ]; do shift; done\nexec "$@"\n' | sed 's/\$(basename "\$0")/${0##*\/}/' >"$work/tools/ncu"
cp "$work/tools/ncu" "$work/tools/compute-sanitizer"
chmod +x "$work/tools/nvidia-smi" "$work/tools/ncu" "$work/tools/compute-sanitizer"

shortened=(SECONDS_EACH=0.02 PEER_SECONDS=0.02 "FIRST_SIZES=2,1,2 2,1,1" "TABLE_SIZES=2,1,2 2,1,1" MORE_SIZES=3,1,1 "EAGER_SIZES=2,1,1 3,1,1" NCU_SIZES=2,1,1
  VARIANT_SIZES=2,1,1 JAX_SIZES=2,1,1 "TESTS=${TESTS:-.*[.]GpuGoldenTest}" "EVALUATE_STEPS=${EVALUATE_STEPS:-5}" "FLAT_STEPS=${FLAT_STEPS:-50}"
  "SECONDS_IN_ALL=${SECONDS_IN_ALL:-285}" "LIMITS=${LIMITS:-1}")
# prove COMMAND RESULTS WORK [SECONDS until it is killed]
prove() {
  local code=0 began=$SECONDS
  ${4:+timeout "$4"} env -i PATH="$work/tools" LD_LIBRARY_PATH="$work/driver" PROVE_WORK="$work/$3" "${shortened[@]}" "$work/prepared/prove.sh" "$1" "$work/$2" >"$work/$1-$2.out" 2>&1 || code=$?
  echo "$2/$1: exit $code, $((SECONDS - began)) s; $(tail -1 "$work/$2/$1.log")"
}
state() { (cd "$work/prepared" && find . -printf '%p %s %T@\n' | sort && find . -type f -exec sha256sum {} + | sort) | sha256sum; }
# Checks that all results can be read.
look() {
  local files
  files=$(find "$work/$1" -mindepth 1 | wc -l)
  [ "$files" -le 8 ] || fail "$1 has $files files; at most 8 come back"
  [ -z "$(find "$work/$1" -mindepth 1 -type d)" ] || fail "$1 has a folder in it"
  for file in "$work/$1"/*; do
    iconv -f utf-8 -t utf-8 "$file" >/dev/null || fail "$file is no text"
    [ "$(stat -c %s "$file")" -le 16000000 ] || fail "$file is larger than 16 MB"
  done
  for log in first table variants; do
    # Each part that began has ended, except one that was ended by the kill.
    local begun ended stopped
    begun=$(grep -c '^== [0-9]* s  begin ' "$work/$1/$log.log") ended=$(grep -c '^== [0-9]* s  end .*: exit [0-9]*.*, [0-9.]* s$' "$work/$1/$log.log")
    stopped=$(grep -c '^== [0-9]* s  stopped by a signal' "$work/$1/$log.log" || true)
    [ "$begun" -gt 0 ] && [ $((begun - ended)) -le "$stopped" ] || fail "$1/$log.log: $begun parts began, $ended ended, $stopped were stopped"
  done
  ! command -v python3 >/dev/null || python3 runner/src/gpu/table.py "$work/$1"/{first,table,variants}.log >"$work/table-of-$1.md" || fail "table.py does not read $1"
  echo "$1: $files files, $(du -sb "$work/$1" | cut -f1) bytes; table of $(grep -c '^| [0-9]' "$work/table-of-$1.md" || true) rows"
}

before=$(state)
for what in first table variants; do prove $what whole work; done
look whole
# Each command from the beginning, as on a new host.
for what in first table variants; do prove $what part "cut-$what" "$cut"; done
sleep 1
look part
# A driver that does not start: doctor reports it, and only the parts that find the reason run after it.
shortened+=(STUB_INIT=999)
prove first broken cut-first
grep -q '^== [0-9]* s  STOPPED: ' "$work/broken/first.log" || fail "broken/first.log does not say that it stopped"
! grep -q ' begin bench' "$work/broken/first.log" || fail "broken/first.log has measured something without a GPU"
[ "$before" = "$(state)" ] || fail "something was written into the prepared folder"
echo "the prepared folder is as it was; results in $work/whole and $work/part"
