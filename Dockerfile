# Understudy in a container, for the CPU and for NVIDIA GPUs:
#   docker build -t understudy .
#   docker build -t understudy:cuda --build-arg PROFILE=cuda --build-arg COMMIT=$(git rev-parse HEAD) .
# A base may change under its tag. For an image that can be built again, pin both: FROM name:tag@sha256:…

FROM maven:3.9-eclipse-temurin-17 AS build
# Empty, or cuda, which adds ND4J's CUDA backend and NVIDIA's libraries to the image, 2.4 GB.
ARG PROFILE=
# The commit, for the provenance of runs: the image holds no .git.
ARG COMMIT=unknown
WORKDIR /build
COPY pom.xml ./
COPY cuda-profile cuda-profile
COPY runner/pom.xml runner/
COPY runner/src/main runner/src/main
COPY runner/src/launch runner/src/launch
COPY configs configs
# The cache keeps Maven's downloads between builds, outside the image. The copied files are readable for every user.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q ${PROFILE:+-P$PROFILE} -Dgit.commit=$COMMIT -Dmaven.test.skip=true package \
    && javac --release 17 -d runner/target/launch runner/src/launch/VectorApi.java \
    && chmod -R a+rX configs runner/src/launch runner/target

FROM eclipse-temurin:17-jre
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Understudy" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="$COMMIT"
# The devices and driver functions that the NVIDIA Container Toolkit adds; without the toolkit these two have no effect.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
# Any user (--user) may write to these directories, and the program writes to no others. They are volumes so that they stay
# writable with --read-only. Native libraries are unpacked in /cache and loaded from there, so /cache must allow `exec`.
RUN mkdir -m 1777 /runs /data /cache
VOLUME ["/runs", "/data", "/cache"]
# A separate layer for the libraries, which change seldom.
COPY --from=build /build/runner/target/lib /opt/understudy/lib
COPY --from=build /build/runner/target/understudy.jar /opt/understudy/
COPY --from=build /build/configs /configs
# The vector kernels, for the Java version of this image.
COPY --from=build /build/runner/src/launch/kernels.args /build/runner/target/launch/VectorApi.class /opt/understudy/
RUN java -cp /opt/understudy VectorApi /opt/understudy && rm /opt/understudy/VectorApi.class
# A number, so that Kubernetes can see that the user is not root.
USER 10001:10001
# From here, relative paths refer to /configs, /runs and /data.
WORKDIR /
# Without a shell, so that `docker stop` signals the program, which saves and exits with 143.
ENTRYPOINT ["java", "@/opt/understudy/kernels.args", "@/opt/understudy/vector-api.args", "-Xbootclasspath/a:/opt/understudy/vector-api.jar", "-Duser.home=/cache", "-Djava.io.tmpdir=/cache", "-Djna.tmpdir=/cache", "-Dorg.bytedeco.javacpp.cachedir=/cache/javacpp", "-jar", "/opt/understudy/understudy.jar"]
CMD ["run", "configs/quickstart.yaml"]
