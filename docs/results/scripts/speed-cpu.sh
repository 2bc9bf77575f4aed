#!/usr/bin/env bash
# Measures the tables of speed-cpu.md and checks its bars: each measurement has a new JVM on one pinned core, in turn with those for comparison, five
# times; a figure is the median, a ratio the median of the rounds' ratios.
#   MNIST=FOLDER docs/results/scripts/speed-cpu.sh               prints the tables; fails if a bar is missed. Without MNIST=, data/mnist
#   MNIST=FOLDER docs/results/scripts/speed-cpu.sh --page        writes them into speed-cpu.md as well
# It builds this tree, and in a separate folder the earlier tree $BEFORE with the present `bench`, so that both are measured in the same way. Each
# measured line is kept in $RAW and not measured again: after an interruption, or when PIECE seconds are over, the same command resumes. The 50
# minutes need an idle machine. Other variables:
#   ROUNDS=5 EACH=0.3 WARM=6    rounds; seconds of a timed round, of which a JVM has five; seconds of the warm-up before the first of them
#   CLOCK=wall|cpu              the compared time: the clock's, or the threads' processor time, which other work disturbs less
#   ONLY=REGEX                  measures only matching keys, for example '^h20 (before|vector) ' or ' [1-2]$'
#   JAVA JAVA_25                homes of the two JDKs; the second is left out if it is missing
#   VECTOR_FLAGS                the JVM's flags for the vector kernels; by default those of the launchers
#   BUILD=0                     uses the results of an earlier mvn test-compile
set -euo pipefail
cd "$(dirname "$0")/../../.."
MNIST=${MNIST:-data/mnist} BEFORE=${BEFORE:-54cbf91} ROUNDS=${ROUNDS:-5} EACH=${EACH:-0.3} WARM=${WARM:-6} ONLY=${ONLY:-.} PIECE=${PIECE:-100000}
JAVA=${JAVA:-${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}} JAVA_25=${JAVA_25:-/usr/lib/jvm/temurin-25-jdk-amd64}
launch=runner/src/launch/kernels.args
VECTOR_FLAGS=${VECTOR_FLAGS:---add-modules jdk.incubator.vector$([ ! -f $launch ] || echo " @$launch")}
work=$PWD/runner/target/speed-cpu
RAW=${RAW:-$work/raw.txt}
[ $# = 0 ] || [ "$*" = --page ] || { echo "speed-cpu.sh: called with '$*'; expected nothing or --page" >&2; exit 2; }
complain() { echo "speed-cpu.sh: $*" >&2; exit 2; }
[ -f "$MNIST/train-images-idx3-ubyte.gz" ] || complain "$MNIST has no train-images-idx3-ubyte.gz; MNIST=FOLDER names a folder with the files of MNIST"
[ "$(nproc)" -ge 2 ] || complain "there is one core; two threads need two"
mkdir -p "$work" "$(dirname "$RAW")"

[ "${BUILD:-1}" = 0 ] || mvn -q -B test-compile -pl runner
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -pl runner -Dmdep.outputFile="$work/class-path" >/dev/null
libraries=$(cat "$work/class-path")
# Copies, so that a build at the same time has no effect.
rm -rf "$work/now" "$work/tests"
cp -r runner/target/classes "$work/now"
cp -r runner/target/test-classes "$work/tests"
git cat-file -e "$BEFORE^{commit}" 2>/dev/null || complain "$BEFORE is not in this clone; git fetch --unshallow"
cli=runner/src/main/java/dev/understudy/cli
made="$BEFORE $(cat $cli/{Speed,BenchCommand}.java docs/results/scripts/speed-cpu.sh | sha256sum)"
if [ "$(cat "$work/before.made" 2>/dev/null)" != "$made" ]; then
  rm -rf "$work/before" "$work/source"
  mkdir -p "$work/source"
  git archive "$BEFORE" runner/src/main | tar -x -C "$work/source"
  cp $cli/{Speed,BenchCommand}.java "$work/source/$cli/"
  sed -i 's/throw Failures.refused("bench", e);/throw Fault.refused("bench:", e, "correct the option");/' "$work/source/$cli/BenchCommand.java"
  "$JAVA/bin/javac" -J-XX:TieredStopAtLevel=1 --release 17 -parameters -nowarn -Xlint:none -d "$work/before" -cp "$libraries" \
    $(find "$work/source" -name '*.java') 2>"$work/err" || { cat "$work/err" >&2; complain "$BEFORE does not compile with today's bench"; }
  cp -r "$work/source/runner/src/main/resources/." "$work/before/"
  rm -rf "$work/source"
  echo "$made" >"$work/before.made"
fi

sources() { git ls-files -z runner/src/main runner/src/launch peers pom.xml runner/pom.xml | xargs -0 sha256sum | sha256sum | cut -c1-12; }
about="about	before $BEFORE, sources $(sources), rounds of $EACH s after $WARM s, vector by $VECTOR_FLAGS"
[ -f "$RAW" ] || echo "$about" >"$RAW"
[ "$(head -1 "$RAW")" = "$about" ] || complain "$RAW is of other sources or settings ($(head -1 "$RAW" | cut -f2)); remove it, or name another file by RAW="

# keep KEY ROUND COMMAND...: runs the command and keeps its last line, unless $RAW has the key or ONLY does not match it.
keep() {
  local key=$1 line
  shift
  [[ $key =~ $ONLY ]] || return 0
  ! grep -q "^$key	" "$RAW" || return 0
  [ "$SECONDS" -lt "$PIECE" ] || { echo "speed-cpu.sh: $PIECE s are over; the same command goes on" >&2; exit 75; }
  line=$("$@" 2>"$work/err" | tail -1) && [ -n "$line" ] || { cat "$work/err" >&2; complain "$key: failed: $*"; }
  printf '%s\t%s\n' "$key" "$line" >>"$RAW"
  echo "$(date +%T) $key  ${line##*: }" >&2
}
vector="$VECTOR_FLAGS -Dunderstudy.kernels=vector" plain=-Dunderstudy.kernels=plain
quiet='-XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'
# bench CORES JAVA CLASSES FLAGS ARGUMENTS...
bench() { taskset -c "$1" "$2/bin/java" $quiet $4 -cp "$3:$libraries" dev.understudy.cli.Main bench --data "$MNIST" --device cpu --seconds "$EACH" --warm-up "$WARM" "${@:5}"; }
fused() { bench "$1" "$2" "$work/$3" "$4" --engine fused --threads "$5" "${@:6}"; }
nd4j() { OMP_NUM_THREADS=$3 bench "$1" "$JAVA" "$work/$2" '' --engine nd4j --threads "$3" "${@:4}"; }
torch() { CUDA_VISIBLE_DEVICES='' taskset -c 1 /usr/bin/python3 peers/peer_eager.py --mnist "$MNIST" --threads 1 --seconds "$EACH" --sizes "$1"; }
# Two threads while another program uses the second core.
disturbed() {
  taskset -c 0 timeout 100 bash -c 'while :; do :; done' & local other=$!
  fused 0,1 "$JAVA" now "$vector" 2 "$@" || { kill $other; return 1; }
  kill $other
}
# The quickstart as a user runs it, on all cores: milliseconds by the clock of this shell.
quickstart() { # CLASSES FLAGS
  local began=${EPOCHREALTIME/[.,]/}
  "$JAVA/bin/java" $quiet $2 -cp "$work/$1:$libraries" dev.understudy.cli.Main run configs/quickstart.yaml --runs "$(mktemp -d -p "$work")" -q >/dev/null
  echo "quickstart: $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) ms"
}
program() { OMP_NUM_THREADS=1 taskset -c 1 "$JAVA/bin/java" $quiet $1 -Dmnist.dir="$MNIST" -cp "$work/tests:$work/now:$libraries" "dev.understudy.engine.$2"; }
every_line() { # KEY COMMAND...: all lines, numbered
  local key=$1 lines n=0
  [[ $key =~ $ONLY ]] && ! grep -q "^$key " "$RAW" || return 0
  lines=$("${@:2}" 2>"$work/err") || { cat "$work/err" >&2; complain "$key: failed: ${*:2}"; }
  while read -r line; do n=$((n + 1)); printf '%s %s\t%s\n' "$key" $n "$line" >>"$RAW"; done <<<"$lines"
}

declare -A main=([h2]='--hidden 2' [h20]='--hidden 20' [b64]='--batch 64') size=([h2]=2,1,1 [h20]=20,1,1 [b64]=2,64,1)
declare -A others=([h3]='--hidden 3' [h8]='--hidden 8' [h20x2]='--hidden 20,20' [moments]='--hidden 20 --features moments --head zero-out'
  [logsign]='--hidden 20 --features log-sign --head scaled' [b16]='--batch 16')
second=''
[ ! -x "$JAVA_25/bin/java" ] || second=$JAVA_25
[ -n "$second" ] || echo "speed-cpu.sh: $JAVA_25 has no java; the columns of JDK 25 are left out (JAVA_25=HOME)" >&2
version() { "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.runtime.version = //p'; }
keep 'machine 1' echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
keep 'commit 1' git describe --always --dirty --exclude='*'
keep 'jdk 1' echo "JDK $(version "$JAVA")${second:+ and $(version "$second")}"

for round in $(seq "$ROUNDS"); do
  keep "peak $round" program "$VECTOR_FLAGS" fused.kernel.CorePeak
  for w in h2 h20 b64; do
    keep "$w before $round" fused 1 "$JAVA" before '' 1 ${main[$w]}
    keep "$w vector $round" fused 1 "$JAVA" now "$vector" 1 ${main[$w]}
    keep "$w plain $round" fused 1 "$JAVA" now "$plain" 1 ${main[$w]}
    keep "$w torch $round" torch "${size[$w]}"
    if [ -n "$second" ]; then
      keep "$w vector25 $round" fused 1 "$second" now "$vector" 1 ${main[$w]}
      keep "$w plain25 $round" fused 1 "$second" now "$plain" 1 ${main[$w]}
    fi
    keep "$w-2 before $round" fused 0,1 "$JAVA" before '' 2 ${main[$w]}
    keep "$w-2 vector $round" fused 0,1 "$JAVA" now "$vector" 2 ${main[$w]}
    keep "$w-2 plain $round" fused 0,1 "$JAVA" now "$plain" 2 ${main[$w]}
    keep "$w-2 disturbed $round" disturbed ${main[$w]}
    keep "$w nd4j-before $round" nd4j 1 before 1 ${main[$w]}
    keep "$w nd4j $round" nd4j 1 now 1 ${main[$w]}
    keep "$w-2 nd4j $round" nd4j 0,1 now 2 ${main[$w]}
  done
  for w in h3 h8 h20x2 moments logsign b16; do
    keep "$w before $round" fused 1 "$JAVA" before '' 1 ${others[$w]}
    keep "$w vector $round" fused 1 "$JAVA" now "$vector" 1 ${others[$w]}
    keep "$w plain $round" fused 1 "$JAVA" now "$plain" 1 ${others[$w]}
  done
  keep "quickstart before $round" quickstart before ''
  keep "quickstart vector $round" quickstart now "$vector"
done
every_line plainform program '' nd4j.PlainForm
every_line parts program '' nd4j.PartTimes
python3 docs/results/scripts/speed-cpu.py --clock "${CLOCK:-wall}" ${1:+--page docs/results/speed-cpu.md} "$RAW"
