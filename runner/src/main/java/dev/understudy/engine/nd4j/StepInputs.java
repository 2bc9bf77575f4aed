package dev.understudy.engine.nd4j;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The inputs that the host provides for several steps, in one copy: the samples of each batch, the dropout masks, the
 * imitator's time inputs, and the teacher's coefficients; also {@link #EXTRA} numbers for the end of a meta-step.
 * Random ones are drawn from Philox, as in the fused engine.
 */
final class StepInputs {
    /** Count of numbers after the last step's. */
    static final int EXTRA = 1 + Teacher.COEFFICIENTS;

    private final DeviceDataSet stored;
    private final List<Blueprint.Mask> kinds;
    private final IntFunction<Teacher> teacher;
    private final long seed;
    private final int replicas;
    private final int batch;
    private final int times; // 2 if time is read, else 0
    private final int row; // numbers of one step
    private final float[] host;
    private final INDArray all; // [T·row + EXTRA]
    private final INDArray current; // [row], of the current step
    private final int[] words;
    private final Program[] choose; // [T], from all to current

    /** @param teacher at a step, counted from 0 */
    StepInputs(
            Program owner,
            DeviceDataSet stored,
            List<Blueprint.Mask> kinds,
            IntFunction<Teacher> teacher,
            long seed,
            int replicas,
            int batch,
            boolean timed,
            int steps) {
        this.stored = stored;
        this.kinds = kinds;
        this.teacher = teacher;
        this.seed = seed;
        this.replicas = replicas;
        this.batch = batch;
        times = timed ? 2 : 0;
        int draws = kinds.stream().mapToInt(Blueprint.Mask::draws).sum();
        double numbers =
                steps * (replicas * (batch * ((double) stored.given() + draws) + times + Teacher.COEFFICIENTS)) + EXTRA;
        if (numbers > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError(String.format(
                    Locale.ROOT,
                    "%d replicas of batches of %d over %d steps need %.0f random numbers at a time, at most %d",
                    replicas,
                    batch,
                    steps,
                    numbers,
                    Integer.MAX_VALUE - 8));
        }
        row = replicas * (batch * (stored.given() + draws) + times + Teacher.COEFFICIENTS);
        host = new float[steps * row + EXTRA];
        all = owner.zeros(host.length);
        current = owner.zeros(row);
        words = new int[kinds.stream().mapToInt(Blueprint.Mask::draws).max().orElse(0)];
        choose = new Program[steps];
        for (int t = 0; t < steps; t++) {
            choose[t] = new Program().copy(Views.part(all, (long) t * row, row), current);
        }
    }

    /** [R·B·given()] */
    INDArray given() {
        return Views.part(current, 0, (long) replicas * batch * stored.given());
    }

    /** The masks of each kind, [R][B][draws]. */
    List<INDArray> masks() {
        List<INDArray> masks = new ArrayList<>();
        long at = (long) replicas * batch * stored.given();
        for (Blueprint.Mask kind : kinds) {
            masks.add(Views.part(current, at, replicas, batch, kind.draws()));
            at += (long) replicas * batch * kind.draws();
        }
        return masks;
    }

    /** The imitator's time inputs at the current step, [2][R][1]; null if it does not read time. */
    INDArray time() {
        return times == 0 ? null : time(current, 0);
    }

    /** The time inputs of all uploaded steps, [T]. */
    List<INDArray> times() {
        return times == 0
                ? null
                : IntStream.range(0, choose.length)
                        .mapToObj(t -> time(all, (long) t * row))
                        .toList();
    }

    private INDArray time(INDArray a, long at) {
        return Views.part(a, at + row - (long) replicas * (times + Teacher.COEFFICIENTS), times, replicas, 1);
    }

    /** [R][COEFFICIENTS] */
    INDArray coefficients() {
        return Views.part(current, row - (long) replicas * Teacher.COEFFICIENTS, replicas, Teacher.COEFFICIENTS);
    }

    /** [EXTRA] */
    INDArray extra() {
        return Views.part(all, host.length - (long) EXTRA, EXTRA);
    }

    /**
     * Computes and uploads the inputs of the {@code steps} steps after the clock's.
     *
     * @param extra [EXTRA], or null
     */
    void send(Clock clock, int steps, float[] extra) {
        for (int t = 0; t < steps; t++) {
            draw(clock, t);
        }
        if (extra != null) {
            System.arraycopy(extra, 0, host, host.length - EXTRA, EXTRA);
        }
        all.data().setData(host);
    }

    private void draw(Clock clock, int t) {
        int at = t * row;
        for (int r = 0; r < replicas; r++) {
            for (int b = 0; b < batch; b++, at += stored.given()) {
                int word = Philox.word(seed, Philox.BATCH, clock.episode[r], clock.step[r] + t, b);
                stored.give(Philox.below(stored.samples().count(), word), host, at);
            }
        }
        for (Blueprint.Mask kind : kinds) {
            float keep = (float) (1 / (1 - kind.rate())); // [O4]
            for (int r = 0; r < replicas; r++) {
                for (int b = 0; b < batch; b++) {
                    Philox.words(
                            seed,
                            kind.stream(),
                            clock.episode[r],
                            clock.step[r] + t,
                            b * kind.draws(),
                            kind.draws(),
                            words);
                    for (int i = 0; i < kind.draws(); i++) {
                        host[at++] = Philox.uniform(words[i]) >= (float) kind.rate() ? keep : 0f;
                    }
                }
            }
        }
        for (int r = 0; r < replicas && times > 0; r++) {
            time(clock.step[r] + t, clock.horizon[r], host, at + r, replicas);
        }
        at += times * replicas;
        for (int r = 0; r < replicas; r++, at += Teacher.COEFFICIENTS) {
            int step = clock.step[r] + t;
            TeacherProgram.coefficients(teacher.apply(step), step + 1, host, at);
        }
    }

    /**
     * The imitator's time inputs at one step of a replica.
     *
     * @param done steps before it
     * @param to written at {@code at} and at {@code at + stride}
     */
    static void time(int done, int horizon, float[] to, int at, int stride) {
        double step = done + 1.0;
        to[at] = (float) Math.min(step / horizon, 1); // [I23]
        to[at + stride] = (float) (Math.log(1 + step) / Math.log(10_001)); // [I24]
    }

    /** Makes step t of the upload the current one. */
    void choose(int t) {
        choose[t].run();
    }
}
