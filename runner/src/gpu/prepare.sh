#!/usr/bin/env bash
# Collects in runner/target/prove all that prove.sh needs on a GPU host without Java, Maven or a network: the bundle,
# the tests that run on a GPU with JUnit's console, the peers, MNIST and the golden tensors.
#   mvn -Pbundle package && PEER=../shared/peer MNIST=../shared/mnist runner/src/gpu/prepare.sh
set -euo pipefail
cd "$(dirname "$0")/../../.."
PEER=${PEER:-../shared/peer} MNIST=${MNIST:-../shared/mnist}
target=runner/target to=runner/target/prove
[ -f $target/understudy-linux-x86_64.tar.gz ] || { echo "prepare.sh: there is no bundle; run mvn -Pbundle package" >&2; exit 1; }
rm -rf $to
mkdir -p $to/test-lib $to/tests
cp $target/understudy-linux-x86_64.tar.gz $to/
version=$(sed -n 's/.*<junit.version>5\.\(.*\)<\/junit.version>.*/1.\1/p' pom.xml)
assertj=$(sed -n 's/.*<assertj.version>\(.*\)<\/assertj.version>.*/\1/p' pom.xml)
for artifact in org.junit.platform:junit-platform-console-standalone:"$version" org.assertj:assertj-core:"$assertj"; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" -DoutputDirectory="$PWD/$to/test-lib"
done
# Without engine nd4j: its libraries are not in the bundle.
tar -C $target/test-classes --exclude=dev/understudy/engine/nd4j -cf - dev/understudy/engine golden logback-test.xml | tar -C $to/tests -xf -
cp -r "$PEER" $to/peer
cp -r "$MNIST" $to/mnist
cp runner/src/gpu/prove.sh runner/src/gpu/*.py $to/
echo "$to: $(du -sm $to | cut -f1) MB; there: ./prove.sh FOLDER_FOR_RESULTS"
