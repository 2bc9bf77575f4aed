#!/usr/bin/env bash
# Installs the library, `mvn install` as the README says, and builds the project beside this file, which depends on it. The build is a fresh
# one, so that nothing of an earlier one is in the jar, and the repository one of links to what the user's holds: nothing is downloaded twice,
# and the user's gets no copy of this work.
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
