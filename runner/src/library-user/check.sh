#!/usr/bin/env bash
# Installs the library by the README's `mvn install`, and builds the project in this folder, which depends on it. The build starts from scratch, so
# that the jar has no files of an earlier build. The repository is a folder of links to the user's repository: nothing is downloaded twice, and the
# user's repository gets no copy of this project.
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$PWD/runner/target/library-user
rm -rf "$work"
mkdir -p "$work/repository"
have=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
[ ! -d "$have" ] || cp -rs "$(cd "$have" && pwd)/." "$work/repository/"
rm -rf "$work/repository/dev/understudy"
maven=(mvn -q -B -Dmaven.repo.local="$work/repository")
"${maven[@]}" -Dbuild.folder=target/library-user/library -Dmaven.test.skip=true -Dspotless.check.skip=true -Dspotbugs.skip=true install
OMP_NUM_THREADS=1 "${maven[@]}" -f runner/src/library-user/pom.xml -Dbuild.folder="$work/build" test || { echo "library user check FAILED" >&2; exit 1; }
rm -rf "$work/repository" "$work/library"
grep -h -o '<testsuite .*tests="[0-9]*"' "$work"/build/surefire-reports/TEST-*.xml | sed 's/.* tests="\([0-9]*\)"/library user check passed: \1 tests, after '$SECONDS' s/'
