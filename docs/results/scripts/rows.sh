# Sourced by fidelity.sh, lstm.sh and ablation.sh: `one NAME CONFIG [overrides]` trains and evaluates one row; `each` does this for every line of its
# input, and `each COMMAND` runs another command for every line.
# Finished rows are not repeated: after an interruption the same command resumes.
cd "$(dirname "$0")/../../.."
export UNDERSTUDY_DATA=${UNDERSTUDY_DATA:-data} RUNS=${RUNS:-runs}
classpath=$(mktemp)
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -pl runner -Dmdep.outputFile="$classpath" >/dev/null
copy=runner/target/$(basename "$0" .sh) # so that a build at the same time has no effect
rm -rf "$copy" && cp -r runner/target/classes "$copy"
CLASSES="$copy:$(cat "$classpath")"
VECTORS="--add-modules jdk.incubator.vector @$copy.args" # as in the launchers; without it the bits are the same, in twice the time
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
