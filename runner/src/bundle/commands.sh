#!/usr/bin/env bash
# The bundle runs every command of the README, and answers to every command that it has. Those of the README are found and not listed here: the
# arguments in -Dexec.args="…", `exec:java` without any, whatever follows the program's name, in blocks and between backticks, and code between backticks
# that begins with the name of a command and goes on. They are run in a
# folder of their own, in the README's order, with a few steps in the place of many, a slice of MNIST in the place of all of it, and something in the
# place of words in capitals. One that is no command, or that ends badly, fails the check; what is not run is named.
#   commands.sh UNDERSTUDY [README]      the program of an unpacked bundle, such as runner/target/bundle/understudy/understudy; a minute
set -euo pipefail
fail() { echo "commands check FAILED: $*" >&2; exit 1; }
[ -x "${1:-}" ] || fail "${1:-} is no program; run mvn -Pbundle package first"
program=$(realpath "$1") root=$(cd "$(dirname "$0")/../../.." && pwd)
readme=$(realpath "${2:-$root/README.md}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"
cp -r "$root/runner/src/test/resources/mnist-slice" "$work/data/mnist"
# As the README has it unpacked, and as in a clone and in the image.
ln -s "$(dirname "$program")" "$work/understudy"
ln -s understudy/configs "$work/configs"
cd "$work"
unset UNDERSTUDY_DATA
# No call lasts long enough to repay the optimizing compiler, and without it vectors are slower than plain Java. check.sh has the bundle's own.
export UNDERSTUDY_JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -Dunderstudy.kernels=plain"
export LC_ALL=C.UTF-8

evaluated=(-o evaluation.steps=4 -o evaluation.everySteps=2 -o "evaluation.horizons=[]" -o "evaluation.seeds=[1001]")
trained=(-o training.metaSteps=2 -o training.logEvery=1 "${evaluated[@]}")
commands=$("$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p')
called=" " skipped=() ran=0
call() { # WANTED EXIT CODE, and a command as a reader would type it
  local wanted=$1 words=() code=0
  shift
  read -ra words <<<"$*"
  for i in "${!words[@]}"; do
    words[i]=${words[i]//FOLDER/data/mnist}
    words[i]=${words[i]//CONFIG*/configs/half-plane.yaml}
    words[i]=${words[i]//RUN*/runs/half-plane/seed-1}
  done
  case ${words[0]} in
    *.yaml | run) words+=("${trained[@]}") ;;
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

# Code of the README, a piece a line: blocks, and what stands between backticks of a paragraph.
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
      *"docker build"*) ;; # its name is an image's
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

# Every command: its help, and a call of it where the README had none. The runs are removed last.
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
