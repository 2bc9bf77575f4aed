# Understudy in a container, for the CPU and for NVIDIA GPUs:
#   docker build -t understudy .
#   docker build -t understudy:cuda --build-arg PROFILE=cuda --build-arg COMMIT=$(git rev-parse HEAD) .
# A base may change under its tag. For an image that can be built again, pin both: FROM name:tag@sha256:…

FROM maven:3.9-eclipse-temurin-17 AS build
# Empty, or cuda: ND4J's CUDA backend and NVIDIA's libraries come into the image, 2.4 GB.
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
# The cache keeps what Maven downloads between builds, outside the image. Everyone may read what is copied on.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q ${PROFILE:+-P$PROFILE} -Dgit.commit=$COMMIT -Dmaven.test.skip=true package \
    && javac --release 17 -d runner/target/launch runner/src/launch/VectorApi.java \
    && chmod -R a+rX configs runner/src/launch runner/target

FROM eclipse-temurin:17-jre
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Understudy" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="$COMMIT"
# What the NVIDIA Container Toolkit is to hand in; without the toolkit these two mean nothing.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
# Any user may write here (--user), and nowhere else need anybody write. The directories are volumes so that --read-only
# leaves them writable; native libraries are unpacked in /cache and loaded from there, which a tmpfs without `exec` forbids.
RUN mkdir -m 1777 /runs /data /cache
VOLUME ["/runs", "/data", "/cache"]
# The libraries in a layer of their own: they change seldom.
COPY --from=build /build/runner/target/lib /opt/understudy/lib
COPY --from=build /build/runner/target/understudy.jar /opt/understudy/
COPY --from=build /build/configs /configs
# The kernels by vectors, for the very Java of this image.
COPY --from=build /build/runner/src/launch/kernels.args /build/runner/target/launch/VectorApi.class /opt/understudy/
RUN java -cp /opt/understudy VectorApi /opt/understudy && rm /opt/understudy/VectorApi.class
# By number, so that Kubernetes sees that it is not root.
USER 10001:10001
# Relative names lead to /configs, /runs and /data.
WORKDIR /
# No shell in between: `docker stop` reaches the program, which saves and exits with 143.
ENTRYPOINT ["java", "@/opt/understudy/kernels.args", "@/opt/understudy/vector-api.args", "-Xbootclasspath/a:/opt/understudy/vector-api.jar", "-Duser.home=/cache", "-Djava.io.tmpdir=/cache", "-Djna.tmpdir=/cache", "-Dorg.bytedeco.javacpp.cachedir=/cache/javacpp", "-jar", "/opt/understudy/understudy.jar"]
CMD ["run", "configs/quickstart.yaml"]
