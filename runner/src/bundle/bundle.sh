#!/usr/bin/env bash
# Makes one tar.gz for Linux x86-64 machines without Java: a runtime made by jlink, the program, its libraries without
# ND4J, the configs, and the optimizer for PyTorch. `mvn -Pbundle package` calls it when the jar and its libraries are in the target folder.
#   bundle.sh TARGET JAVA_HOME
set -euo pipefail
target=$1 java=$2
here=$(cd "$(dirname "$0")" && pwd)
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "bundle.sh: the runtime is this machine's own, and this is $(uname -sm); expected Linux x86_64" >&2; exit 1; }
# JDKs since 24 may come without jmods and link from their own run-time image.
if [ -d "$java/jmods" ]; then from=(--module-path "$java/jmods")
elif "$java/bin/jlink" --help 2>/dev/null | grep -q "run-time image enabled"; then from=()
else echo "bundle.sh: $java has no jmods folder; expected a JDK's home, set JAVA_HOME" >&2; exit 1; fi
case $("$java/bin/jlink" --version) in 1[0-9]* | 20*) compress=2 ;; *) compress=zip-6 ;; esac
folder=$target/bundle/understudy
rm -rf "$target/bundle"
mkdir -p "$folder/lib"
# java.naming, java.xml: logback. java.management: memory. jdk.unsupported: JNA. jdk.crypto.ec: downloads by HTTPS. jdk.httpserver: report --serve.
"$java/bin/jlink" ${from[@]+"${from[@]}"} --output "$folder/runtime" --strip-debug --no-header-files --no-man-pages --compress=$compress \
  --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported
# Not by jlink: the JVM prints a warning when an incubating module is requested, and no option hides it.
"$java/bin/java" "$here/../launch/VectorApi.java" "$folder/runtime"
cp "$here/../launch/kernels.args" "$folder/runtime/"
cp "$target/understudy.jar" "$folder/lib/"
# Only libraries that the jar's manifest names: the folder may contain older versions from earlier builds.
(cd "$folder" && "$java/bin/jar" xf lib/understudy.jar META-INF/MANIFEST.MF)
for library in $(tr -d '\r' <"$folder/META-INF/MANIFEST.MF" | sed -e ':a;N;$!ba;s/\n //g' | sed -n 's/^Class-Path: //p'); do
  case ${library#lib/} in
    jackson-[a-d]* | snakeyaml-* | picocli-* | logback-* | slf4j-* | progressbar-* | jline-* | jna-*) cp "$target/$library" "$folder/lib/" ;;
  esac
done
rm -r "$folder/META-INF"
cp -r "$here/../../../configs" "$here/../../../LICENSE" "$folder/"
install -D -m 644 "$here/../../../python/understudy.py" "$folder/python/understudy.py" # for what `export` writes
install -m 755 "$here/understudy" "$folder/understudy"
# Sorted and without times and owners, so that the same sources give the same file.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$target/bundle" -cf - understudy | gzip -9n > "$target/understudy-linux-x86_64.tar.gz"
bytes=$(stat -c %s "$target/understudy-linux-x86_64.tar.gz")
echo "bundle: $target/understudy-linux-x86_64.tar.gz, $((bytes / 1000000)) MB"
[ "$bytes" -lt 45000000 ] || { echo "bundle.sh: it is larger than 45 MB" >&2; exit 1; }
