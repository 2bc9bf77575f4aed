#!/usr/bin/env bash
# Builds the unchanged Dockerfile and runs its image, on a machine without Docker and without an image registry:
# Debian with OpenJDK and Maven replaces the real base images, under their names. It needs root, Debian packages and
# Maven's repository. It checks the logic of the Dockerfile, but neither its base images nor GPUs.
#   docker/check.sh [FOLDER]      FOLDER keeps the replacements for the next time; without it everything is removed
#   docker/check.sh -Drequire.buildah=true [FOLDER]      fails instead of skipping the check
#   PROFILE=cuda docker/check.sh  the image with ND4J's CUDA backend; needs 10 GB of disk
set -euo pipefail
cd "$(dirname "$0")/.."
required=false
[ "${1:-}" != -Drequire.buildah=true ] || { required=true; shift; }
fail() { echo "Docker check FAILED: $*" >&2; exit 1; }
skip() { # REASON [LOG], a log whose end is shown
  [ $# -eq 1 ] || tail -5 "$2"
  [ $required = false ] || fail "-Drequire.buildah=true, but $1"
  echo "Docker check skipped: $1 (a failure with -Drequire.buildah=true)"
  exit 0
}

for tool in buildah debootstrap; do command -v "$tool" >/dev/null || skip "there is no $tool; apt-get install $tool"; done
unshare --mount true 2>/dev/null || skip "it needs root and the right to mount"

work=${1:-$(mktemp -d /var/tmp/understudy-check.XXXXXX)}
mkdir -p "$work/run"
work=$(cd "$work" && pwd)
export TMPDIR=$work
B() { buildah --storage-driver vfs --root "$work/store" --runroot "$work/run" "$@"; }
out=$work/out
container=
finish() {
  [ -z "$container" ] || B rm "$container" >/dev/null
  rm -rf "$out"
  [ $# -eq 1 ] || rm -rf "$work"
}
# shellcheck disable=SC2064 # expanded now on purpose
trap "finish ${1:+keep}" EXIT

# 1. Replacements under the names that the Dockerfile uses; without them the check is skipped.
mapfile -t bases < <(awk '$1 == "FROM" {print $2}' Dockerfile)
[ ${#bases[@]} = 2 ] || fail "the Dockerfile has ${#bases[@]} FROM lines; this script stands in for 2"
if ! B inspect --type image "${bases[1]}" >/dev/null 2>&1; then
  # In the work folder, since its wget may leave a log in the current folder.
  (cd "$work" && debootstrap --variant=minbase --include=ca-certificates,openjdk-17-jre-headless bookworm "$work/rootfs") >"$work/debootstrap.log" 2>&1 \
    || skip "no Debian could be installed as a stand-in" "$work/debootstrap.log"
  rm -rf "$work/rootfs"/var/cache/apt/* "$work/rootfs"/var/lib/apt/lists/*
  mkdir -p "$work/base"
  tar -C "$work/rootfs" -cf "$work/base/rootfs.tar" .
  printf 'FROM scratch\nADD rootfs.tar /\n' | B build --isolation chroot -q -t "${bases[1]}" -f - "$work/base" >/dev/null
  rm -rf "$work/rootfs" "$work/base"
fi
if ! B inspect --type image "${bases[0]}" >/dev/null 2>&1; then
  mkdir -p "$work/empty"
  printf 'FROM %s\nRUN apt-get update -qq && apt-get install -y -qq --no-install-recommends maven openjdk-17-jdk-headless >/dev/null\n' "${bases[1]}" \
    | B build --isolation chroot --pull-never -q -t "${bases[0]}" -f - "$work/empty" >"$work/build-base.log" 2>&1 || skip "the stand-in got no Maven" "$work/build-base.log"
fi
echo "stand-ins ready after $SECONDS s"

# 2. The real Dockerfile.
# Uses the certificates that this machine trusts, for example its proxy's, and not those of the replacement.
trust=()
[ ! -s /etc/ssl/certs/java/cacerts ] || trust=(-v /etc/ssl/certs/java/cacerts:/etc/ssl/certs/java/cacerts:ro)
commit=$(git rev-parse HEAD 2>/dev/null || echo unknown)
B build --isolation chroot --pull-never --format docker "${trust[@]}" --build-arg "PROFILE=${PROFILE:-}" --build-arg "COMMIT=$commit" \
  -t understudy:check . >"$work/build.log" 2>&1 || { tail -30 "$work/build.log"; fail "the build"; }
echo "built after $SECONDS s: $(B images --format '{{.Size}}' understudy:check), of which the base $(B images --format '{{.Size}}' "${bases[1]}")"

# 3. Its image, run by a user without an entry in /etc/passwd, with /tmp not writable.
container=$(B from --pull-never understudy:check)
root=$(B mount "$container")
# Docker replaces the image's own volume by -v; buildah mounts one over the other.
B config --volume /runs- "$container"
chmod 755 "$root/tmp"
mkdir -m 1777 "$out"
touch "$work/before"
mapfile -t entry < <(B inspect --type image --format '{{range .Docker.Config.Entrypoint}}{{println .}}{{end}}' understudy:check | sed '/^$/d')
[ "${entry[0]}" = java ] || fail "the entry point is ${entry[*]}: signals would stop at its shell"
[ "$(B inspect --type image --format '{{.Docker.Config.User}}' understudy:check)" = 10001:10001 ] || fail "the user"
understudy() { B run --isolation chroot --user 4242:4242 -v "$out:/runs" "$container" -- "${entry[@]}" "$@"; }
expect() {
  local code=0 wanted=$1
  shift
  understudy "$@" >"$work/log" 2>&1 || code=$?
  [ "$code" = "$wanted" ] || { cat "$work/log"; fail "$* ended with $code and not $wanted"; }
  echo "exit $code: $*"
}
quiet() { ! grep -E "^(WARNING|Warning|OpenJDK|Java HotSpot|CompileCommand)" "$work/log" || { cat "$work/log"; fail "the JVM is not quiet"; }; }
expect 0 doctor
cat "$work/log"
quiet
grep -Eq "^kernels +vector, [0-9]+ floats$" "$work/log" || fail "the image has no kernels by vectors"
expect 0 run configs/quickstart.yaml
quiet
grep -E 'driver|imitator|teacher' "$work/log" | tail -3
for file in config.yaml provenance.json report.html; do
  [ -s "$out/quickstart/seed-1/$file" ] || fail "the volume has no quickstart/seed-1/$file"
done
grep -q "$commit" "$out/quickstart/seed-1/provenance.json" || fail "provenance.json does not name commit $commit"
expect 2 run configs/absent.yaml

# 4. SIGTERM, as `docker stop` sends it: the program saves.
understudy run configs/quickstart.yaml -o name=stopped -o training.metaSteps=10000000 >"$work/log" 2>&1 &
job=$!
for _ in $(seq 300); do [ -s "$out/stopped/seed-1/metrics.jsonl" ] && break; sleep 0.2; done
java=$(pgrep -u 4242 -x java) || { cat "$work/log"; fail "no program to stop"; }
kill -TERM "$java"
code=0
wait "$job" || code=$?
[ "$code" = 143 ] || { cat "$work/log"; fail "SIGTERM ended it with $code and not 143"; }
saved() { # NAME of a run that was interrupted
  grep -q "$1/seed-1: interrupted and saved" "$work/log" || { cat "$work/log"; fail "$1: nothing is said of its being saved"; }
  grep -q INTERRUPTED "$out/$1/seed-1/status.json" || fail "$1: status.json does not say INTERRUPTED"
  find "$out/$1/seed-1" -name 'checkpoint*' -size +0 | grep -q . || fail "$1: nothing was saved"
}
saved stopped
echo "exit 143: SIGTERM, after saving"

# 5. Ctrl-C in `docker run -it`. `script` makes the terminal inside the container, because buildah's would kill the program.
typed() {
  for _ in $(seq 300); do [ -s "$out/typed/seed-1/metrics.jsonl" ] && break; sleep 0.2; done
  sleep 1
  printf '\003'
  sleep 10 # the end of the input would reach the terminal too
}
code=0
typed | B run --isolation chroot --env TERM=xterm-256color --user 4242:4242 -v "$out:/runs" "$container" -- \
  script -qec "${entry[*]} run configs/quickstart.yaml -o name=typed -o training.metaSteps=10000000" /dev/null >"$work/log" 2>&1 || code=$?
[ "$code" = 130 ] || { cat "$work/log"; fail "Ctrl-C on a terminal ended it with $code and not 130"; }
grep -q "meta-steps/s" "$work/log" || { cat "$work/log"; fail "there is no bar on a terminal"; }
saved typed
echo "exit 130: Ctrl-C on a terminal, after saving"

# 6. Nothing was written outside the volumes.
written=$(find "$root" -xdev -newer "$work/before" -type f -not -path "$root/runs/*" -not -path "$root/cache/*" -not -path "$root/data/*" \
  -not -path "$root/etc/*" -not -path "$root/run/*")
[ -z "$written" ] || fail "written outside the volumes: $written"
echo "Docker check passed after $SECONDS s"
