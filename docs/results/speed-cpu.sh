#!/usr/bin/env bash
# Understudy's engines beside eager PyTorch, in turn, on one pinned core; then two threads beside one; then engine nd4j beside
# the plain ND4J form, and its parts.
#   MNIST=FOLDER docs/results/speed-cpu.sh      (after mvn test-compile; without MNIST=, data/mnist)
set -euo pipefail
cd "$(dirname "$0")/../.."
MNIST=${MNIST:-data/mnist} ROUNDS=${ROUNDS:-3}
classpath=$(mktemp)
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -pl runner -Dmdep.outputFile="$classpath" >/dev/null
ours() { taskset -c "$1" java -cp "runner/target/classes:$(cat "$classpath")" dev.understudy.cli.Main bench --data "$MNIST" "${@:2}"; }
peer() { CUDA_VISIBLE_DEVICES= taskset -c 1 /usr/bin/python3 peers/peer_eager.py --mnist "$MNIST" --threads 1 --seconds 1 --sizes "$1"; }
for _ in $(seq "$ROUNDS"); do
  ours 1 --threads 1 --seconds 1;              peer 2,1,1
  ours 1 --threads 1 --seconds 1 --hidden 20;  peer 20,1,1
  ours 1 --threads 1 --seconds 1 --batch 64;   peer 2,64,1
  ours 1 --engine nd4j --threads 1 --seconds 1
  ours 1 --engine nd4j --threads 1 --seconds 1 --hidden 20
  ours 1 --engine nd4j --threads 1 --seconds 1 --batch 64
  ours 0,1 --engine nd4j --threads 2 --seconds 1
  ours 0,1 --engine nd4j --threads 2 --seconds 1 --hidden 20
  ours 0,1 --engine nd4j --threads 2 --seconds 1 --batch 64
  ours 0,1 --threads 2 --seconds 1
  ours 0,1 --threads 2 --seconds 1 --hidden 20
  ours 0,1 --threads 2 --seconds 1 --batch 64
done
for main in PlainForm PartTimes; do
  OMP_NUM_THREADS=1 taskset -c 1 java -Dmnist.dir="$MNIST" -cp "runner/target/test-classes:runner/target/classes:$(cat "$classpath")" dev.understudy.engine.nd4j.$main
done
