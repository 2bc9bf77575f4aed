package dev.understudy.spark;

import dev.understudy.engine.ParticleAnswer;
import dev.understudy.engine.ParticleRequest;
import dev.understudy.engine.ParticleWire;
import dev.understudy.engine.ParticleWorkers;
import dev.understudy.fault.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The particles of an evolution on executors: one Spark job for each round, of a task for each slot. */
final class SparkParticles implements ParticleWorkers {
    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
    /** Empty jobs whose mean time is the overhead, after one that starts what is started once. */
    private static final int EMPTY_JOBS = 3;

    private final JavaSparkContext context;
    private final ParticlesOnExecutor work;
    private final String[] places; // [slots], the executor that has a slot's particles; null at first
    private final StepHint hint;
    private String device; // null before the first answer
    private long metaStep = -1; // of the last round

    SparkParticles(JavaSparkContext context, ParticlesOnExecutor work, int slots, Consumer<String> say) {
        this.context = context;
        this.work = work;
        places = new String[slots];
        double overhead = overheadMillis();
        say.accept(String.format(
                Locale.ROOT,
                "its particles are computed on executors, in %d parts at once; an empty Spark job takes %.0f ms",
                slots, overhead));
        hint = new StepHint(overhead, say);
    }

    private double overheadMillis() {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < places.length; slot++) {
            slots.add(slot);
        }
        long begun = 0;
        for (int i = 0; i <= EMPTY_JOBS; i++) {
            begun = i == 1 ? System.nanoTime() : begun;
            run(Collections.nCopies(places.length, new byte[0]), slots, new Nothing());
        }
        return (System.nanoTime() - begun) / 1e6 / EMPTY_JOBS;
    }

    /** The task of an empty job. */
    private static final class Nothing implements Function<byte[], byte[]> {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] call(byte[] given) {
            return given;
        }
    }

    @Override
    public int slots() {
        return places.length;
    }

    @Override
    public List<List<ParticleAnswer>> ask(List<ParticleRequest> requests) {
        List<byte[]> texts = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < requests.size(); slot++) {
            if (requests.get(slot) != null) {
                texts.add(ParticleWire.bytes(requests.get(slot)));
                slots.add(slot);
            }
        }
        ParticleRequest first = requests.get(slots.get(0));
        if (!first.state() && first.metaStep() != metaStep) {
            metaStep = first.metaStep();
            hint.step(System.nanoTime());
        }
        List<byte[]> found = run(texts, slots, work);
        List<List<ParticleAnswer>> answers = new ArrayList<>(Collections.nCopies(requests.size(), null));
        for (int i = 0; i < found.size(); i++) {
            Reply reply = Reply.read(found.get(i));
            check(reply);
            places[slots.get(i)] = reply.place();
            answers.set(slots.get(i), ParticleWire.answers(reply.answers()));
        }
        return answers;
    }

    /** Runs a job of a task for each of these slots, where the slot's particles are if that executor is free. */
    private List<byte[]> run(List<byte[]> texts, List<Integer> slots, Function<byte[], byte[]> what) {
        List<Tuple2<byte[], Seq<String>>> tasks = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String place = places[slots.get(i)];
            tasks.add(new Tuple2<>(texts.get(i), seq(place == null ? List.of() : List.of(place))));
        }
        RDD<byte[]> parts = context.sc().makeRDD(seq(tasks), BYTES);
        try {
            return JavaRDD.fromRDD(parts, BYTES).map(what).collect();
        } catch (Exception e) { // Scala's methods throw checked exceptions that they do not declare
            String message = String.valueOf(e.getMessage());
            throw Fault.environment(
                    "Spark",
                    "cannot compute particles ("
                            + message.lines().findFirst().orElse("") + ")",
                    "executors that end their tasks",
                    "see the executors' logs",
                    e);
        }
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    /** @throws Fault environment if this executor cannot compute, or not with the bits of those before */
    void check(Reply reply) {
        if (!reply.fault().isEmpty()) {
            throw Fault.environment(
                    "executor " + reply.place(),
                    "cannot compute particles: " + reply.fault(),
                    "executors that have what the driver has",
                    "mend that host");
        }
        if (device != null && !device.equals(reply.device())) {
            throw Fault.environment(
                    "executors",
                    "compute on " + Arrays.asList(device, reply.device()),
                    "devices of one kind, since others round in other ways",
                    "set device: cpu, or take executors that are alike");
        }
        device = reply.device();
    }
}
