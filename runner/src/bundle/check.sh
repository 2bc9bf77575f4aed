#!/usr/bin/env bash
# Checks the results of `mvn package` on one JDK, by `java -jar`, from the bundle and by `mvn exec:java`: the JVM warns of nothing, except of the
# incubating module under Maven; engine nd4j starts, or gives the reason in one line; Ctrl-C on a terminal saves while the bar is shown; only
# `java -jar` uses the plain kernels.
#   check.sh TARGET JAVA_HOME      TARGET is runner/target, or where -Dbuild.folder put it; python3 makes the terminal
set -euo pipefail
fail() { echo "bundle check FAILED: $*" >&2; exit 1; }
[ -f "${1:-}/understudy.jar" ] || fail "${1:-} has no understudy.jar; run mvn package first"
target=$(cd "$1" && pwd) java=$2
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1 TERM=xterm-256color LC_ALL=C.UTF-8
cat >"$work/tiny.yaml" <<'YAML'
name: tiny
data: {dataset: half-plane}
optimizee: {model: half-plane, batch: 16}
training: {metaSteps: 20, checkpointEvery: 10}
evaluation: {steps: 50, everySteps: 25, seeds: [1]}
YAML
tiny=(run "$work/tiny.yaml" --fresh --runs "$work/runs")
endless=("${tiny[@]}" -o training.metaSteps=1000000000)

incubating="WARNING: Using incubator modules: jdk.incubator.vector"
said() { # NAME: checks its output, which must be its log without lines of the JVM, except one line of Maven's JVM
  case $1 in
    mvn*) [ "$(tr -d '\r' <"$work/log" | grep -cFx "$incubating")" = 1 ] || { cat "$work/log"; fail "$1: not the one line about the module"; }
      sed -i "/^$incubating\r*$/d" "$work/log" ;;
  esac
  ! grep -E "^(WARNING|Warning|OpenJDK|Java HotSpot)|Exception" "$work/log" || { cat "$work/log"; fail "$1 is not quiet"; }
  grep -q "INFO  tiny/seed-1: engine " "$work/log" || { cat "$work/log"; fail "$1 does not log"; }
}
nd4j() { # NAME COMMAND..., which must succeed
  local name=$1
  shift
  "$@" </dev/null >"$work/log" 2>&1 || { cat "$work/log"; fail "$name ended with $?"; }
  said "$name"
  echo "quiet, with engine nd4j: $name"
}
interrupted() { # NAME COMMAND..., which is ended by Ctrl-C as soon as it has a checkpoint
  local name=$1 code=0
  shift
  rm -rf "$work/runs"
  python3 runner/src/test/resources/terminal/on_terminal.py 120 "$work/runs/tiny/seed-1/checkpoint.safetensors" ctrl-c \
    "$@" >"$work/log" 2>&1 || code=$?
  [ $code = 130 ] || { cat "$work/log"; fail "$name: Ctrl-C ended it with $code and not 130"; }
  said "$name"
  grep -q "meta-steps" "$work/log" || { cat "$work/log"; fail "$name shows no bar"; }
  grep -q "tiny/seed-1: interrupted and saved" "$work/log" || { cat "$work/log"; fail "$name does not say that it saved"; }
  grep -q INTERRUPTED "$work/runs/tiny/seed-1/status.json" || fail "$name: status.json does not say INTERRUPTED"
  echo "quiet, exit 130 by Ctrl-C after saving: $name"
}

bundle=$work/understudy/understudy
jar=("$java/bin/java" -jar "$target/understudy.jar")
goal=(env JAVA_HOME="$java" mvn -q -B -Dbuild.folder="$(realpath --relative-to=runner "$target")" exec:java)
nd4j "java -jar" "${jar[@]}" "${tiny[@]}" -o engine=nd4j
nd4j "mvn exec:java" "${goal[@]}" -Dexec.args="${tiny[*]} -o engine=nd4j"
runner/src/bundle/bundle.sh "$target" "$java"
tar -C "$work" -xzf "$target/understudy-linux-x86_64.tar.gz"
if python3 --version >/dev/null 2>&1; then
  interrupted "java -jar" "${jar[@]}" "${endless[@]}"
  interrupted bundle "$bundle" "${endless[@]}"
  interrupted "mvn exec:java" "${goal[@]}" -Dexec.args="${endless[*]}"
else
  echo "bundle check skipped: Ctrl-C, there is no python3"
fi
kernels() { # NAME KERNELS TIMES COMMAND...: the kernels in the provenance, and how often the log advises faster ones
  local name=$1 wanted=$2 times=$3
  shift 3
  rm -rf "$work/runs"
  "$@" "${tiny[@]}" -o engine=fused -o device=cpu </dev/null >"$work/log" 2>&1 || { cat "$work/log"; fail "$name ended with $?"; }
  said "$name"
  grep -Eq "\"kernels\" *: *\"$wanted\"" "$work/runs/tiny/seed-1/provenance.json" || fail "$name: provenance does not say that its kernels are $wanted"
  [ "$(grep -c "kernels in plain Java; those of" "$work/log")" = "$times" ] || { cat "$work/log"; fail "$name: not said $times times that others are faster"; }
  echo "quiet, kernels $(sed -n 's/.*"kernels" *: *"\([^"]*\)".*/\1/p' "$work/runs/tiny/seed-1/provenance.json"): $name"
}
plainly=UNDERSTUDY_JAVA_OPTIONS=-Dunderstudy.kernels=plain
kernels "java -jar" plain 1 "${jar[@]}"
kernels "bundle, as it is asked to" plain 0 env $plainly "$bundle"
kernels bundle "vector, [0-9]+ floats" 0 "$bundle"
batch() { # NAME COMMAND...: each trial of a batch has a separate process, which is started in the same way as the program
  local name=$1
  shift
  rm -rf "$work/runs"
  "$@" "${tiny[@]}" -o engine=fused -o device=cpu -o seed=1,2 --jobs 2 </dev/null >"$work/log" 2>&1 || { cat "$work/log"; fail "$name: a batch ended with $?"; }
  said "$name"
  for seed in 1 2; do grep -q DONE "$work/runs/tiny/seed-$seed/status.json" || { cat "$work/log"; fail "$name: trial $seed of a batch is not done"; }; done
  echo "quiet, two trials in processes of their own: $name"
}
batch "java -jar" "${jar[@]}"
batch bundle "$bundle"
served() { # NAME COMMAND...: serves the page of the existing trials
  local name=$1 code=0
  shift
  "$@" report "$work/runs" --serve 0 </dev/null >"$work/log" 2>&1 &
  for _ in $(seq 100); do grep -qs "^Page: " "$work/log" && break; sleep 0.1; done
  python3 -c 'import sys, urllib.request; sys.exit(b"2 trials: 2 done" not in urllib.request.urlopen(sys.argv[1], timeout=20).read())' \
    "$(sed -n 's/^Page: \([^ ]*\) .*/\1/p' "$work/log")" || { cat "$work/log"; kill $!; fail "$name serves no page"; }
  kill $!
  wait $! || code=$?
  [ $code = 143 ] || fail "$name: SIGTERM ended its server with $code and not 143"
  echo "serves a page until SIGTERM: $name"
}
if python3 --version >/dev/null 2>&1; then served bundle "$bundle"; else echo "bundle check skipped: the page, there is no python3"; fi
# The bundle's Vector API is not part of its runtime: if the JVM did not recognise it, it would be thirty times slower than plain Java.
milliseconds() { env "$@" "$bundle" bench --engine fused --device cpu --threads 1 --hidden 20 --seconds 0.2 | sed -n 's/.* \([0-9.]*\) ms per meta-step.*/\1/p'; }
plain=$(milliseconds $plainly) vector=$(milliseconds A=)
awk "BEGIN {exit !(0 < $vector && $vector < 2 * $plain)}" || fail "a meta-step by vectors takes $vector ms, in plain Java $plain"
echo "hidden 20: $vector ms by vectors, $plain in plain Java"
# Older Java versions cannot forbid native code, and ignore the option.
forbidden=("$java/bin/java" -XX:+IgnoreUnrecognizedVMOptions --illegal-native-access=deny -cp "$target/understudy.jar" dev.understudy.cli.Main)
"${forbidden[@]}" "${tiny[@]}" -o engine=fused >"$work/log" 2>&1 || { cat "$work/log"; fail "engine fused needs native code"; }
code=0
"${forbidden[@]}" "${tiny[@]}" -o engine=nd4j >"$work/log" 2>&1 || code=$?
[ $code = 0 ] || { [ $code = 3 ] && grep -q "start it with --enable-native-access=ALL-UNNAMED" "$work/log"; } || { cat "$work/log"; fail "native code forbidden: $code"; }
echo "native code forbidden: engine nd4j ends with $code; engine fused works"
echo "bundle check passed after $SECONDS s: $("$java/bin/java" --version | head -1)"
