# Sourced by the checks of this folder, after `check` is their name and `jars` the folder of Spark's own jars, or empty if Maven is to fetch them.
# Gives a Master, `worker` to start Workers, and the arguments of SparkSubmit. No process that it starts survives the script.
cd "$(dirname "$0")/.."
work=${KEEP:-$(mktemp -d)}
mkdir -p "$work"
pids=()
fail() { tail -n 25 "$work"/*.log >&2; echo "$check FAILED: $*" >&2; exit 1; }
end() { # Master and Workers are groups with all that they started; the others are processes
  for pid in "${pids[@]}"; do kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true; done
  sleep 1
  for pid in "${pids[@]}"; do kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null || true; done
  [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap end EXIT
app=spark/target/understudy-spark.jar
[ -f $app ] && [ -f runner/target/understudy.jar ] || { echo "$check FAILED: there is no $app; run mvn -Pspark package first" >&2; exit 1; }
home=$work/home
mkdir -p "$home"
if [ -n "$jars" ]; then ln -sfn "$jars" "$home/jars"; else
  mvn -q -B -f spark/src/home/pom.xml -Dspark.version="$(sed -n 's/.*<spark.version>\(.*\)<.*/\1/p' pom.xml)" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$home/jars" \
    >"$work/maven.log" 2>&1 || { echo "$check skipped: Maven has no Spark: $(grep -m1 ERROR "$work/maven.log")"; exit 0; }
fi
libraries=$(printf '%s\n' spark/target/jars/*.jar | paste -sd,)
export SPARK_HOME=$home SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=127.0.0.1 OMP_NUM_THREADS=1
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
until_true() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do [ $SECONDS -lt $end ] || fail "$what"; sleep 0.1; done
}
registered() { [ "$(grep -c 'Registering worker' "$work/master.log" 2>/dev/null)" = "$1" ]; }
spark=(java -Xmx600m -cp "$home/jars/*")
master=spark://127.0.0.1:$(port)
setsid "${spark[@]}" -XX:TieredStopAtLevel=1 org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "${master##*:}" --webui-port "$(port)" >"$work/master.log" 2>&1 &
pids+=($!)
inside=() # the command, if any, that runs a Worker
worker() { # NUMBER CORES MEMORY [OPTIONS of its JVM...]
  local n=$1 cores=$2 memory=$3
  shift 3
  setsid "${inside[@]}" java -Xmx300m -XX:TieredStopAtLevel=1 "$@" -cp "$home/jars/*" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 \
    --webui-port "$(port)" -c "$cores" -m "$memory" -d "$work/worker$n" "$master" >"$work/worker$n.log" 2>&1 &
  pids+=($!)
  until_true 120 "worker $n does not register" registered "$n"
}
submit=(org.apache.spark.deploy.SparkSubmit --master "$master" --conf spark.executor.memory=700m --conf spark.ui.enabled=false --jars "$libraries")
