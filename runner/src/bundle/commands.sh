#!/usr/bin/env bash
# Runs every command of the README with the bundle, and calls every other command once. The README's commands are found in its blocks and between
# its backticks: the arguments in -Dexec.args="…", `exec:java` without arguments, the words after the program's name, and code between backticks
# that begins with the name of a command and has more words. They run in a temporary folder, in the README's order, with a few steps instead of
# many, with a slice of MNIST instead of all of it, and with values for the words in capitals. The check fails if a line names an unknown command,
# or if a command fails; it lists the commands that it does not run.
#   commands.sh UNDERSTUDY [README]      the program of an unpacked bundle, for example runner/target/bundle/understudy/understudy; a minute
set -euo pipefail
fail() { echo "commands check FAILED: $*" >&2; exit 1; }
[ -x "${1:-}" ] || fail "${1:-} is no program; run mvn -Pbundle package first"
program=$(realpath "$1") root=$(cd "$(dirname "$0")/../../.." && pwd)
readme=$(realpath "${2:-$root/README.md}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"
cp -r "$root/runner/src/test/resources/mnist-slice" "$work/data/mnist"
# The folders as after unpacking, and configs as in a clone and in the image.
ln -s "$(dirname "$program")" "$work/understudy"
ln -s understudy/configs "$work/configs"
cd "$work"
unset UNDERSTUDY_DATA
# The calls are too short for the optimizing compiler, and without it vectors are slower than plain Java. check.sh uses the bundle's own flags.
export UNDERSTUDY_JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -Dunderstudy.kernels=plain"
export LC_ALL=C.UTF-8

evaluated=(-o evaluation.steps=4 -o evaluation.everySteps=2 -o "evaluation.horizons=[]" -o "evaluation.seeds=[1001]")
trained=(-o training.metaSteps=2 -o training.logEvery=1 "${evaluated[@]}")
commands=$("$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
called=" " skipped=() ran=0
call() { # CODE COMMAND...: the expected exit code, and a command as a reader would type it
  local wanted=$1 words=() code=0
  shift
  read -ra words <<<"$*"
  for i in "${!words[@]}"; do
    words[i]=${words[i]//FOLDER/data/mnist}
    words[i]=${words[i]//CONFIG*/configs/half-plane.yaml}
    words[i]=${words[i]//RUN*/runs/half-plane/seed-1}
  done
  case "${words[*]}" in
    run\ --only\ *) # one trial of a plan, which has the few steps
      "$program" plan configs/half-plane.yaml "${trained[@]}" --no-estimate --out plan.json >/dev/null 2>&1
      words=("${words[@]/#N/0}") words=("${words[@]/#*plan.json/plan.json}") ;;
  esac
  case ${words[0]} in
    run) [ "${words[1]}" = --only ] || words+=("${trained[@]}") ;;
    *.yaml) words+=("${trained[@]}") ;;
    evaluate) words+=("${evaluated[@]}") ;;
    tune) words+=("${evaluated[@]}" --rates 0.01 --schedules constant --seeds 1) ;;
    bench) words+=(--seconds 0.05 --warm-up 0.05) ;;
    plan) words+=(--no-estimate) ;;
    report) [[ " ${words[*]} " != *" --serve "* ]] || { skipped+=("$*: a page until it is stopped; check.sh has one"); return 0; } ;;
    data) [ "${words[*]:0:2}" != "data fetch" ] || [ "$wanted" != 0 ] || { skipped+=("$*: a download"); return 0; } ;;
  esac
  timeout 120 "$program" "${words[@]}" </dev/null >log 2>&1 || code=$?
  [ $code = "$wanted" ] || { cat log; fail "$* (as ${words[*]}) ended with $code and not $wanted"; }
  ! grep -E "^(WARNING|Warning|OpenJDK|Java HotSpot)|Exception" log || fail "$* is not quiet"
  called+="${words[0]} " ran=$((ran + 1))
}

# The code in the README, one piece per line: blocks, and text between backticks in a paragraph.
pieces() {
  awk 'function spans() { n = split(text, part, "`"); for (i = 2; i <= n; i += 2) print part[i]; text = "" }
    /^ *```/ { spans(); fenced = !fenced; next }
    fenced || /^    / { spans(); print; next }
    /^ *$/ || /^\|/ || /^#/ { spans() }
    { text = text " " $0 }
    END { spans() }' "$readme" | sed -E 's/ && /\n/g; s/; /\n/g'
}
default=$(sed -n 's/.*<exec.args>\(.*\)<\/exec.args>.*/\1/p' "$root/pom.xml")
found() {
  pieces | while IFS= read -r piece; do
    case $piece in
      *exec.args=\"*) sed -E 's/.*exec\.args="([^"]*)".*/\1/' <<<"$piece" ;;
      *exec:java*) echo "$default" ;;
      *"docker build"*) ;; # here understudy is the name of an image
      *" "*) if grep -qx -- "${piece%% *}" <<<"$commands"; then echo "$piece"; else sed -nE 's/^(.*[ (\/])?understudy(:[a-z]+)? +([^ #].*)$/\3/p' <<<"$piece" | sed -E 's/ +(#|\||>).*//; s/\)+$//'; fi ;;
    esac
  done
}
call 0 run configs/half-plane.yaml
mapfile -t lines < <(found | awk '!seen[$0]++')
[ ${#lines[@]} -gt 3 ] || fail "only ${#lines[@]} commands were found in $readme"
for line in "${lines[@]}"; do
  first=${line%% *}
  case $first in -* | *.yaml) ;; *) grep -qx -- "$first" <<<"$commands" || fail "$readme has \"understudy $line\", and there is no command $first" ;; esac
  call 0 "$line"
done
echo "of the README: ${#lines[@]} commands, $((${#lines[@]} - ${#skipped[@]})) run"

# The help of every command, and a call of each one that the README does not call. rm comes last.
for command in $(grep -vx rm <<<"$commands") rm; do
  "$program" "$command" --help >log 2>&1 && grep -q "^Usage: understudy" log || [ "$command" = help ] || { cat log; fail "$command --help"; }
  case "$called" in *" $command "*) continue ;; esac
  case $command in
    evaluate) call 0 evaluate RUN ;;
    tune | plan) call 0 $command CONFIG ;;
    report | export | rerun | watch) call 0 $command RUN ;;
    list | compare | doctor | schema | generate-completion) call 0 $command ;;
    bench) call 0 bench --size 2,1,1 ;;
    tag) call 0 tag RUN tried ;;
    rm) call 0 rm --yes RUN ;;
    data) call 2 data fetch digits ;; # part of the program; a download would need a network
    init) call 0 init mine.yaml && call 0 run mine.yaml ;;
    help) call 0 help run ;;
    *) fail "no call of $command is known here; write one" ;;
  esac
done
[ ! -e runs/half-plane/seed-1 ] || fail "rm has left the run"
for skip in ${skipped[@]+"${skipped[@]}"}; do echo "not run: $skip"; done
echo "commands check passed after $SECONDS s: $ran calls"
