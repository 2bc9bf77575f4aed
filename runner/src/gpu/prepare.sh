#!/usr/bin/env bash
# Builds the program and collects in runner/target/prove all files that prove.sh needs on a GPU host without Java, Maven or a network: the
# bundle, the tests that run on a GPU with JUnit's console, the golden tensors, MNIST, the peers, the kernels' PTX with line numbers
# for compute-sanitizer (needs nvcc; without it that file is left out), and the log of an evaluation on this machine's CPU, to save
# time on the host. One command from a fresh clone:
#   runner/src/gpu/prepare.sh                     MNIST from data/mnist, downloaded first if it is missing
#   MNIST=FOLDER runner/src/gpu/prepare.sh        from a folder with the four gzipped files
# BUILD=0 uses the results of an earlier mvn -Pbundle package -DskipTests. EVALUATE_STEPS (4000) is the length of the evaluation, and
# must equal prove.sh's. The folder is made again and has few files. More than 50 MB are an error: hosts take 64 MiB with the repository.
set -euo pipefail
cd "$(dirname "$0")/../../.."
to=$PWD/runner/target/prove made=$PWD/runner/target most=50000000
complain() { echo "prepare.sh: $*" >&2; exit 1; }
[ "${BUILD:-1}" = 0 ] || mvn -q -B -Pbundle package -DskipTests -pl runner -am -Dgit.commit="$(git rev-parse HEAD 2>/dev/null || echo unknown)"
bundle=$made/understudy-linux-x86_64.tar.gz
[ -f "$bundle" ] || complain "$bundle is not there; leave out BUILD=0, or run mvn -Pbundle package -DskipTests"
mnist=${MNIST:-data/mnist} images=(train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz)
[ -n "${MNIST:-}" ] || [ -f "$mnist/${images[0]}" ] || "$made/bundle/understudy/understudy" data fetch mnist
for file in "${images[@]}"; do [ -f "$mnist/$file" ] || complain "$mnist/$file is not there; MNIST=FOLDER names a folder with the four gzipped files"; done

rm -rf "$to"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$to/mnist" "$work/tests" "$work/test-lib"
cp "$bundle" "$to/"
cp "${images[@]/#/$mnist/}" "$to/mnist/"
cp runner/src/gpu/prove.sh runner/src/gpu/table.py peers/peer*.py peers/reference.py "$to/"

# The tests without engine nd4j, whose libraries are not in the bundle.
(cd "$made/test-classes" && tar --exclude=dev/understudy/engine/nd4j -cf - dev/understudy/{Needs,Root,ChildJvm,StubDriver}*.class dev/understudy/{engine,imitation} golden logback-test.xml) |
  tar -C "$work/tests" -xf -
version=$(sed -n 's/.*<junit.platform.version>\(.*\)<\/junit.platform.version>.*/\1/p' pom.xml)
assertj=$(sed -n 's/.*<assertj.version>\(.*\)<\/assertj.version>.*/\1/p' pom.xml)
for artifact in org.junit.platform:junit-platform-console-standalone:"$version" org.assertj:assertj-core:"$assertj"; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory="$work/test-lib"
done
# All classes must be packed that the GPU tests, the contracts and their common classes use; other tests are packed but not run.
missing=$(jdeps --multi-release 17 --add-modules jdk.incubator.vector --missing-deps -cp "$(find "$made/bundle/understudy/lib" "$work/test-lib" -name '*.jar' -printf '%p:')" \
  "$work/tests" | grep '^ .*not found$' | grep -vE '^ *[a-z0-9.]*\.([A-FH-Z]|G[^p])\w*Test(\$\w*)? ' || true)
[ -z "$missing" ] || complain "the tests lack classes; pack them above: $missing"
tar -C "$work" -czf "$to/tests.tar.gz" tests test-lib

nvcc=without
if command -v nvcc >/dev/null; then
  runner/src/gpu/ptx.sh "$work/lines/dev/understudy/engine/fused/cuda" -lineinfo
  tar -C "$work" -czf "$to/lines.tar.gz" lines
  nvcc=with
else
  echo "prepare.sh: no nvcc; compute-sanitizer will name kernels and no lines"
fi

steps=${EVALUATE_STEPS:-4000} began=$SECONDS
"$made/bundle/understudy/understudy" -q evaluate --pretrained sgd --runs "$work/runs" -o engine=fused -o device=cpu -o data.dataset=mnist -o data.dir="$to/mnist" \
  -o evaluation.steps="$steps" -o evaluation.everySteps=$((steps / 40 + 1)) -o "evaluation.seeds=[1001]" >"$work/evaluate.log" 2>&1 || { cat "$work/evaluate.log"; complain "the evaluation on the CPU failed"; }
{ echo "evaluate --pretrained sgd on a CPU, $steps steps, $((SECONDS - began)) s"; grep -v "^Report: " "$work/evaluate.log"; } >"$to/evaluate-cpu.log"

{
  echo "commit $(git rev-parse HEAD 2>/dev/null || echo unknown)$(git diff --quiet HEAD 2>/dev/null || echo ', with changes that are not committed')"
  echo "PTX with line numbers: $nvcc"
  (cd "$to" && sha256sum ./*.tar.gz)
} >"$to/prepared.txt"
bytes=$(du -sb --apparent-size "$to" | cut -f1)
echo "$to: $((bytes / 1000000)) MB in $(find "$to" -type f | wc -l) files. There, a command of five minutes each:"
echo "  prove/prove.sh first RESULTS; prove/prove.sh table RESULTS; prove/prove.sh variants RESULTS    (docs/gpu-plan.md)"
[ "$bytes" -le $most ] || complain "that is more than $((most / 1000000)) MB"
