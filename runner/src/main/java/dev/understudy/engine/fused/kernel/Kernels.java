package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Teacher;
import java.util.List;

/**
 * The operations that the fused engine needs from a processor: one method per kernel, each over all coordinates of all
 * replicas at once, coordinate last. R replicas, P coordinates, N of them in the coordinate subsample that is learned
 * from (all, without a subsample), T steps, W weights of φ, H the sum of hidden sizes, S moments of a coordinate. A
 * kernel may return before it is done; it sees the writes of earlier kernels. Sums have one fixed order [L3], so a run
 * is repeatable bit for bit, for any number of workers.
 */
public interface Kernels extends AutoCloseable {
    /** The device that computes, e.g. {@code cpu, 2 threads}. */
    String device();

    /** A new buffer of zeros. It lives until the kernels are closed. */
    Buffer buffer(int length);

    /** Writes value to buffer[from .. from + n − 1]. */
    void fill(Buffer buffer, int from, int n, float value);

    /**
     * Writes value to every row of the chosen replicas' part of buffer [.][R][n].
     *
     * @param which [R]
     */
    void fill(Buffer buffer, int n, boolean[] which, float value);

    /**
     * Fills each part like the method above.
     *
     * @param which [R]
     */
    default void fill(List<Part> parts, boolean[] which) {
        for (int k = 0; k < parts.size(); k++) { // an iterator would be allocated at every meta-step
            Part part = parts.get(k);
            fill(part.buffer(), part.n(), which, part.value());
        }
    }

    /**
     * [O2] Writes the initial θ [R][P] of the chosen replicas, for the episodes given by the clock.
     *
     * @param which [R]
     */
    void init(Buffer theta, Clock clock, boolean[] which);

    /**
     * Gradient and loss of every replica on its batch at step {@code clock.step[r]}.
     *
     * @param theta [R][P]
     * @param gradient [.][R][P], written at row {@code row}
     * @param loss [.], R values written from {@code lossAt} on: means over the batch, training mode
     */
    void gradient(Buffer theta, Clock clock, Buffer gradient, int row, Buffer loss, int lossAt);

    /**
     * One step of a hand-made optimizer [T1]–[T7]; used for the teacher on θ and for the meta-optimizer on φ.
     *
     * @param stepsDone [R] steps since the state was fresh
     * @param gradient [.][R][n], read at row {@code row}
     * @param state [states][R][n]
     * @param update [.][R][n], u written at row {@code row}
     * @param n coordinates per replica: P, or W for φ
     */
    void teacherUpdate(Teacher rule, int[] stepsDone, Buffer gradient, Buffer state, Buffer update, int row, int n);

    /**
     * θ ← fl(θ·keep + u), u being row {@code row} of update. If {@code rounded}, Δ = fl(θ+u)−θ replaces u.
     *
     * @param keep 1 − weight decay
     */
    void apply(Buffer theta, Buffer update, int row, float keep, boolean rounded);

    /**
     * {@link #teacherUpdate} followed by {@link #apply} with the same row.
     *
     * @param update [.][R][P], written at row {@code row}: u, or Δ if {@code rounded}
     * @param theta [R][P]; or φ [W], with one replica
     */
    default void teach(
            Teacher rule,
            int[] stepsDone,
            Buffer gradient,
            Buffer state,
            Buffer update,
            int row,
            Buffer theta,
            float keep,
            boolean rounded) {
        teacherUpdate(rule, stepsDone, gradient, state, update, row, theta.length() / stepsDone.length);
        apply(theta, update, row, keep, rounded);
    }

    /**
     * Features, unroll, loss and backward pass over T steps, per block of coordinates: the whole computation from a
     * trajectory to the meta-gradient. The relative loss is a norm, so its scale is known only after the last block;
     * since backpropagation is linear, the scale is applied to the summed gradient.
     *
     * @param phi [W]
     * @param carry of N lanes per replica
     * @param learned written; the loss at {@code at}
     * @param alongside work that may run concurrently: calls of init, fill, gradient, teach, teacherUpdate and apply on
     *     other buffers; null for none
     */
    void imitate(
            Buffer phi,
            Demonstration demonstration,
            Carry carry,
            LossTerms terms,
            Learned learned,
            int at,
            Runnable alongside);

    /**
     * [L5] The task's loss over T steps that the imitator has driven, and its derivative by the updates, which {@link
     * #imitate} with {@link LossTerms#TASK} reads in place of the truth.
     *
     * @param met gradients and losses of the unroll
     * @param logarithmic true for the losses' logarithms
     * @param slopes [T][R][N], written: of each replica's loss, N of P coordinates standing for all
     * @param loss [.], written at {@code at}: the mean over the replicas
     */
    void task(Met met, boolean logarithmic, Buffer slopes, Buffer loss, int at);

    /**
     * True if computing the next trajectory during {@link #imitate} saves time, because a trajectory alone cannot fill
     * the processor.
     */
    boolean overlaps();

    /**
     * One step of the imitator without learning.
     *
     * @param phi [W] for all replicas, or [R][W], one for each; other lengths are refused
     * @param clock the position of each replica, for an imitator that reads time: the step is number {@code
     *     clock.step[r] + 1}. Other imitators do not read it
     * @param gradient [.][R][P], read at row {@code row}
     * @param carry of P lanes per replica
     * @param forced [R][P] the update fed back as Δ_{t−1} at the next step (teacher forcing); null feeds back the
     *     prediction
     * @param predicted [R][P], written
     */
    void step(Buffer phi, Clock clock, Buffer gradient, int row, Buffer forced, Carry carry, Buffer predicted);

    /** Copies n values of from, from {@code at} on, to to[toAt ..]. */
    void copy(Buffer from, int at, Buffer to, int toAt, int n);

    /**
     * Copies the coordinate subsample of every row: from [.][R][P] to [.][R][N], for the episodes given by the clock.
     */
    void gather(Buffer from, Clock clock, Buffer to);

    /** Scales values down to this norm if theirs is larger; the norm is summed in double, in index order. */
    void clip(Buffer values, float norm);

    /**
     * Multiplies each replica's row by a factor of its own.
     *
     * @param values [R][n]
     * @param factors [R]
     */
    void scale(Buffer values, Buffer factors);

    /**
     * [I25] Multiplies the update of each tensor of θ by its factor; only for an imitator with factors of tensors.
     *
     * @param phi as for {@link #step}
     * @param theta [R][P], before the update
     * @param scales [R], by which θ is divided before its size is taken [L9]; null for ones
     * @param update [R][P], changed
     */
    void scaleTensors(Buffer phi, Buffer theta, Buffer scales, Buffer update);

    /** sum ← sum + θ, for the mean of θ over steps. */
    void accumulate(Buffer theta, Buffer sum);

    /** The six sums of {@link dev.understudy.engine.Rollout.Agreement} over all coordinates of two updates [R][P], to sums[at ..]. */
    default void agreement(Buffer predicted, Buffer truth, Buffer sums, int at) {
        agreement(predicted, truth, 1, sums, at);
    }

    /**
     * The same for each replica.
     *
     * @param replicas R of the updates [R][P]; 1 sums over all coordinates of all replicas
     * @param sums [.], [R][6] values written from {@code at} on
     */
    void agreement(Buffer predicted, Buffer truth, int replicas, Buffer sums, int at);

    /** Means of the first row and of the last row of values [.][n], to first[at] and last[at]. */
    void means(Buffer values, int n, Buffer first, Buffer last, int at);

    /** Loss and accuracy of θ [P] over the first {@code count} samples, in evaluation mode. Waits for the result. */
    Score score(Buffer theta, Samples samples, int count);

    @Override
    void close();

    /**
     * The distance between the φ of two replicas in a buffer of {@code length} values for {@link #step}.
     *
     * @throws IllegalArgumentException if the length is neither that of one φ nor that of one for each replica
     */
    static int phiStride(int length, int weights, int replicas) {
        if (length == weights) {
            return 0;
        }
        if (length != (long) replicas * weights) {
            throw new IllegalArgumentException("phi has " + length + " weights; expected " + weights + " for all, or "
                    + weights + " for each of " + replicas + " replicas");
        }
        return weights;
    }

    /**
     * A buffer and its value at the beginning of an episode.
     *
     * @param buffer [.][R][n]
     */
    record Part(Buffer buffer, int n, float value) {}

    /**
     * The state that the imitator carries from step to step, for L lanes per replica: all coordinates, or a coordinate
     * subsample.
     *
     * @param h, c [H][R][L]
     * @param update [R][L], Δ̂_{t−1}
     * @param moments [S][R][L], in the order of {@link dev.understudy.imitation.Imitator#states()}
     */
    record Carry(Buffer h, Buffer c, Buffer update, Buffer moments) {}

    /**
     * The training data of a meta-step: the gradients of T steps and the teacher's updates from them.
     *
     * @param gradient [T][R][N]
     * @param truth [T][R][N], the teacher's updates
     * @param clock the position of each replica before the first step, for an imitator that reads time; other imitators
     *     do not read it. It is not the episodes' own clock, which the next trajectory may already move
     */
    record Demonstration(Buffer gradient, Buffer truth, Clock clock) {
        /** For an imitator that does not read time. */
        public Demonstration(Buffer gradient, Buffer truth) {
            this(gradient, truth, null);
        }
    }

    /**
     * Gradients and losses of an unroll that the imitator drove: before each of T steps, and after the last one.
     *
     * @param gradient [T][R][N]
     * @param loss [T][R], the optimizees'
     * @param lastGradient [1][R][N]
     * @param lastLoss [R]
     */
    record Met(Buffer gradient, Buffer loss, Buffer lastGradient, Buffer lastLoss) {}

    /**
     * The kinds of loss, each a sum over steps and coordinates; LOSS_RELATIVE and so on in Losses.cu, in this order.
     */
    enum Terms {
        /** [L1] The relative loss. */
        RELATIVE,
        /** [L2] The Huber loss. */
        HUBER,
        /**
         * [L5] Predictions times the loss's derivatives by them, which the truth's buffer holds; the derivative of this
         * linear sum is those same numbers.
         */
        TASK
    }

    /**
     * A kind of loss and its parameter.
     *
     * @param floor of [L2]; not used by the others
     */
    record LossTerms(Terms terms, float floor) {
        /** The loss computed from the slopes of {@link Kernels#task}. */
        public static final LossTerms TASK = new LossTerms(Terms.TASK, 0f);

        public LossTerms(ImitationLoss loss, float floor) {
            this(loss == ImitationLoss.RELATIVE ? Terms.RELATIVE : Terms.HUBER, floor);
        }
    }

    /**
     * The results of a meta-step.
     *
     * @param predicted [T][R][N]
     * @param metaGradient [W], mean over the replicas
     * @param imitationLoss [.], of several meta-steps: each the mean over the replicas; with {@link Terms#TASK} a sum
     *     without a meaning
     */
    record Learned(Buffer predicted, Buffer metaGradient, Buffer imitationLoss) {}
}
