package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;

/** The host side of Updates.cu: coefficients of each step, and launches. Takes addresses, not buffers. */
final class CudaUpdatePass {
    /** Threads per block; {@link #agreement} needs a power of two. */
    private static final int THREADS = 128;
    /** Values per block of {@link #agreement}. */
    private static final int RANGE = 1024;
    /** Parts per launch of fill_parts. */
    private static final int PARTS = 5;
    /** Twice the MEAN_LANES of Updates.cu. */
    private static final int MEAN_THREADS = 64;

    private final Device device;
    private final int replicas;
    private final int[] which; // [R]
    private final float[] coefficients; // [R][COEFFICIENTS]
    private long whichAddress; // which on the device, 0 until needed
    private long rowsAddress;
    private long parts; // [R][6][blocks] doubles
    private long partsBytes;

    CudaUpdatePass(Device device, int replicas) {
        this.device = device;
        this.replicas = replicas;
        which = new int[replicas];
        coefficients = new float[Teacher.COEFFICIENTS * replicas];
    }

    void fill(long address, int n, float value) {
        launch("fill", n, address, n, value);
    }

    void copy(long from, long to, int n) {
        launch("copy_values", n, from, to, n);
    }

    /**
     * Fills the chosen replicas.
     *
     * @param length of the buffer [.][R][n]
     */
    void fill(long address, int length, int n, boolean[] chosen, float value) {
        int count = count(chosen);
        if (count == replicas) {
            fill(address, length, value);
        } else if (count > 0 && length > 0) {
            launch("fill_replicas", length, address, length, n, replicas, writeWhich(), value);
        }
    }

    /** Fills several buffers; one launch for up to {@link #PARTS} non-empty ones. */
    void fill(List<Kernels.Part> parts, boolean[] chosen) {
        int count = count(chosen);
        if (count == 0) {
            return;
        }
        long chosenAt = count == replicas ? 0 : writeWhich();
        List<Kernels.Part> some =
                parts.stream().filter(part -> part.buffer().length() > 0).toList();
        for (int first = 0; first < some.size(); first += PARTS) {
            Object[] arguments = new Object[4 * PARTS + 2];
            int longest = 0;
            for (int k = 0; k < PARTS; k++) {
                Kernels.Part part = first + k < some.size() ? some.get(first + k) : null;
                arguments[4 * k] = part == null ? 0L : CudaBuffer.address(part.buffer());
                arguments[4 * k + 1] = part == null ? 0 : part.buffer().length();
                arguments[4 * k + 2] = part == null ? 1 : part.n();
                arguments[4 * k + 3] = part == null ? 0f : part.value();
                longest = Math.max(longest, part == null ? 0 : part.buffer().length());
            }
            arguments[4 * PARTS] = replicas;
            arguments[4 * PARTS + 1] = chosenAt;
            launch("fill_parts", longest, arguments);
        }
    }

    /** Writes the chosen replicas to {@link #which} and returns their number. */
    private int count(boolean[] chosen) {
        int count = 0;
        for (int r = 0; r < replicas; r++) {
            which[r] = chosen[r] ? 1 : 0;
            count += which[r];
        }
        return count;
    }

    private long writeWhich() {
        whichAddress = whichAddress == 0 ? device.allocate(4L * replicas) : whichAddress;
        device.write(whichAddress, which);
        return whichAddress;
    }

    /**
     * @param stepsDone [R]
     * @param gradient, update [R][n], at their row
     * @param state [states][R][n]
     */
    void teacher(Teacher rule, int[] stepsDone, long gradient, long state, long update, int n) {
        Rule its = rule(rule, stepsDone, gradient, state, update, n);
        launch("update_" + its.name, n * stepsDone.length, its.arguments);
    }

    /**
     * As {@link #teacher}, and adds the update to θ in the same kernel.
     *
     * @param theta [R][n]
     * @param update [R][n], at its row: u, or if {@code rounded} the change that float32 θ received
     */
    void teach(
            Teacher rule,
            int[] stepsDone,
            long gradient,
            long state,
            long update,
            int n,
            long theta,
            float keep,
            boolean rounded) {
        Rule its = rule(rule, stepsDone, gradient, state, update, n);
        int own = its.arguments.length;
        Object[] arguments = Arrays.copyOf(its.arguments, own + 3);
        arguments[own] = theta;
        arguments[own + 1] = keep;
        arguments[own + 2] = rounded ? 1 : 0;
        launch("teach_" + its.name, n * stepsDone.length, arguments);
    }

    /** A teacher's name in Updates.cu, and the first arguments of its kernels. */
    private record Rule(String name, Object... arguments) {}

    private Rule rule(Teacher rule, int[] stepsDone, long gradient, long state, long update, int n) {
        int all = Math.multiplyExact(n, stepsDone.length);
        float rate = (float) rule.learningRate();
        return rule.choose(new Teacher.Cases<>() {
            @Override
            public Rule sgd(Teacher.Sgd sgd) {
                if (sgd.momentum() == 0) {
                    return new Rule("sgd", gradient, update, all, rate);
                }
                long rows = rows(sgd, stepsDone);
                return new Rule(
                        "momentum",
                        gradient,
                        state,
                        update,
                        all,
                        (float) sgd.momentum(),
                        sgd.nesterov() ? 1 : 0,
                        coefficients[0],
                        coefficients[1],
                        rows,
                        n);
            }

            @Override
            public Rule adam(Teacher.Adam adam) {
                long rows = rows(adam, stepsDone);
                return new Rule(
                        "adam",
                        gradient,
                        state,
                        update,
                        all,
                        (float) adam.beta1(),
                        (float) (1 - adam.beta1()),
                        (float) adam.beta2(),
                        (float) (1 - adam.beta2()),
                        (float) adam.epsilon(),
                        coefficients[0],
                        coefficients[1],
                        rows,
                        n);
            }

            @Override
            public Rule adadelta(Teacher.Adadelta adadelta) {
                return new Rule(
                        "adadelta",
                        gradient,
                        state,
                        update,
                        all,
                        rate,
                        (float) adadelta.rho(),
                        (float) (1 - adadelta.rho()),
                        (float) adadelta.epsilon());
            }

            @Override
            public Rule rmsProp(Teacher.RmsProp rmsProp) {
                return new Rule(
                        "rmsprop",
                        gradient,
                        state,
                        update,
                        all,
                        rate,
                        (float) rmsProp.alpha(),
                        (float) (1 - rmsProp.alpha()),
                        (float) rmsProp.epsilon(),
                        rmsProp.centered() ? 1 : 0,
                        (float) rmsProp.momentum());
            }

            @Override
            public Rule adaGrad(Teacher.AdaGrad adaGrad) {
                long rows = rows(adaGrad, stepsDone);
                return new Rule(
                        "adagrad", gradient, state, update, all, (float) adaGrad.epsilon(), coefficients[0], rows, n);
            }

            @Override
            public Rule nAdam(Teacher.NAdam nadam) {
                long rows = rows(nadam, stepsDone);
                return new Rule(
                        "nadam",
                        gradient,
                        state,
                        update,
                        all,
                        (float) nadam.beta1(),
                        (float) (1 - nadam.beta1()),
                        (float) nadam.beta2(),
                        (float) (1 - nadam.beta2()),
                        (float) nadam.epsilon(),
                        coefficients[0],
                        coefficients[1],
                        coefficients[2],
                        rows,
                        n);
            }
        });
    }

    /**
     * @return 0 if all replicas are at the same step, so that the first row of coefficients is for all; else the
     *     address of the rows
     */
    private long rows(Teacher rule, int[] stepsDone) {
        rule.coefficients(stepsDone[0] + 1, coefficients, 0);
        boolean same = true;
        for (int r = 1; r < stepsDone.length; r++) {
            same &= stepsDone[r] == stepsDone[0];
        }
        if (same) {
            return 0;
        }
        for (int r = 1; r < stepsDone.length; r++) {
            rule.coefficients(stepsDone[r] + 1, coefficients, Teacher.COEFFICIENTS * r);
        }
        rowsAddress = rowsAddress == 0 ? device.allocate(4L * coefficients.length) : rowsAddress;
        device.write(rowsAddress, coefficients);
        return rowsAddress;
    }

    void apply(long theta, long update, int n, float keep, boolean rounded) {
        launch(rounded ? "apply_rounded" : "apply_update", n, theta, update, n, keep);
    }

    void means(long firstRow, long lastRow, int n, long first, long last) {
        device.launch("means", 1, 1, MEAN_THREADS, 0, firstRow, lastRow, n, first, last);
    }

    /** @param n values per replica */
    void agreement(long predicted, long truth, int n, int replicas, long sums) {
        int blocks = Math.max(1, (n + RANGE - 1) / RANGE);
        long bytes = 8L * 6 * blocks * replicas;
        if (bytes > partsBytes) {
            if (parts != 0) {
                device.free(parts);
            }
            parts = device.allocate(bytes);
            partsBytes = bytes;
        }
        device.launch("agreement_parts", blocks, replicas, THREADS, 8 * THREADS, predicted, truth, n, RANGE, parts);
        device.launch("agreement_sums", 1, replicas, 32, 0, parts, blocks, sums);
    }

    /** Launches one thread per value. */
    private void launch(String kernel, int n, Object... arguments) {
        if (n > 0) {
            device.launch(kernel, (int) ((n + THREADS - 1L) / THREADS), 1, THREADS, 0, arguments);
        }
    }
}
