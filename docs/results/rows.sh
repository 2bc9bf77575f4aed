# Sourced by fidelity.sh, lstm.sh and ablation.sh: `one NAME CONFIG [overrides]` trains and evaluates one row; `each` does so for every line that it reads,
# and `each COMMAND` does something else.
# What is done is not done again: after an interruption the same command goes on.
cd "$(dirname "$0")/../.."
export UNDERSTUDY_DATA=${UNDERSTUDY_DATA:-data} RUNS=${RUNS:-runs}
classpath=$(mktemp)
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -pl runner -Dmdep.outputFile="$classpath" >/dev/null
copy=runner/target/$(basename "$0" .sh) # so that a build meanwhile does no harm
rm -rf "$copy" && cp -r runner/target/classes "$copy"
CLASSES="$copy:$(cat "$classpath")"
VECTORS="--add-modules jdk.incubator.vector @$copy.args" # as the launchers have it; without it the same bits, in twice the time
cp runner/src/launch/kernels.args "$copy.args"
export CLASSES VECTORS
one() {
  name=$1 config=$2
  shift 2
  java $VECTORS -cp "$CLASSES" dev.understudy.cli.Main run "configs/fidelity/$config.yaml" --runs "$RUNS" -q -o name="$name" -o threads=1 "$@" >/dev/null
  echo "$(date +%T) $name" >&2
}
export -f one
each() { xargs -P "${WORKERS:-$(nproc)}" -I{} bash -c "${1:-one} {}"; }
