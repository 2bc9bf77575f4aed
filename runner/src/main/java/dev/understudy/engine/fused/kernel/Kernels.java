package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Teacher;
import java.util.List;

/**
 * The contract between the fused engine and the processor that it runs on: one method per kernel, all coordinates of all
 * replicas at once, coordinate last. R replicas, P coordinates, N of them in the sample that is learned from (all, where
 * there is no sample), T steps, W weights of φ, H the sum of hidden sizes, S moments of a coordinate.
 * A kernel may return before it is done; it sees what earlier kernels wrote. Sums have one fixed order [L3], so a run is
 * repeatable bit for bit, whatever the number of workers.
 */
public interface Kernels extends AutoCloseable {
    /** What computes, e.g. {@code cpu, 2 threads}. */
    String device();

    /** A new buffer of zeros. It lives until the kernels are closed. */
    Buffer buffer(int length);

    /** value to buffer[from .. from + n − 1]. */
    void fill(Buffer buffer, int from, int n, float value);

    /** value to every row of the chosen replicas' part of buffer [.][R][n]. @param which [R] */
    void fill(Buffer buffer, int n, boolean[] which, float value);

    /** Every part as the method above fills one. @param which [R] */
    default void fill(List<Part> parts, boolean[] which) {
        for (int k = 0; k < parts.size(); k++) { // an iterator would be allocated, at every meta-step
            Part part = parts.get(k);
            fill(part.buffer(), part.n(), which, part.value());
        }
    }

    /** [O2] θ [R][P] of the chosen replicas at the start of the episodes that the clock says. @param which [R] */
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
     * θ ← fl(θ·keep + u), u being row {@code row} of update. Where {@code rounded}, Δ = fl(θ+u)−θ replaces u.
     *
     * @param keep 1 − weight decay
     */
    void apply(Buffer theta, Buffer update, int row, float keep, boolean rounded);

    /**
     * {@link #teacherUpdate}, and θ moved by it: {@link #apply} with the same row.
     *
     * @param update [.][R][P], written at row {@code row}: u, or Δ where {@code rounded}
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
     * Features, unroll, loss and unrollBackward over T steps, per block of coordinates: all that lies between a
     * trajectory and the meta-gradient. The relative loss is a norm, so its scale is known only after the last block;
     * backpropagation being linear, it is applied to the summed gradient.
     *
     * @param phi [W]
     * @param carry of N lanes per replica
     * @param learned written; the loss at {@code at}
     * @param alongside calls of init, fill, gradient, teach, teacherUpdate and apply on other buffers, which may run at the same
     *     time; null for none
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
     * [L5] The task's loss over T steps that the imitator has driven, for {@link #imitate} with {@link LossTerms#TASK}: its derivative by the
     * updates, which stands in the truth's place there, and its value.
     *
     * @param met what was met on the way
     * @param logarithmic whether the losses' logarithms count
     * @param slopes [T][R][N], written: of each replica's loss, N of P coordinates standing for all
     * @param loss [.], written at {@code at}: the mean over the replicas
     */
    void task(Met met, boolean logarithmic, Buffer slopes, Buffer loss, int at);

    /** Whether it pays to compute the next trajectory alongside {@link #imitate}: it cannot fill the processor by itself. */
    boolean overlaps();

    /**
     * One step of the imitator without learning.
     *
     * @param phi [W], for all replicas; or [R][W], each its own. Any other length is refused.
     * @param clock where each replica stands, for an imitator that reads time: the step is number {@code clock.step[r] + 1}. Others do not read it
     * @param gradient [.][R][P], read at row {@code row}
     * @param carry of P lanes per replica
     * @param forced [R][P] what stands for Δ_{t−1} at the next step, or null for the prediction itself
     * @param predicted [R][P], written
     */
    void step(Buffer phi, Clock clock, Buffer gradient, int row, Buffer forced, Carry carry, Buffer predicted);

    /** n values of from, from {@code at} on, to to[toAt ..]. */
    void copy(Buffer from, int at, Buffer to, int toAt, int n);

    /** The sampled coordinates of every row: from [.][R][P] to [.][R][N], those of the episodes that the clock says. */
    void gather(Buffer from, Clock clock, Buffer to);

    /** Shortens values to this norm where they have a longer one; the norm in double, in index order. */
    void clip(Buffer values, float norm);

    /** Every replica's row times a factor of its own. @param values [R][n]; @param factors [R] */
    void scale(Buffer values, Buffer factors);

    /**
     * [I25] The update of each of θ's tensors times a factor of its own, of a problem whose imitator has one.
     *
     * @param phi as for {@link #step}
     * @param theta [R][P], before the update
     * @param scales [R], by which θ is divided before its size is taken [L9]; null for ones
     * @param update [R][P], changed
     */
    void scaleTensors(Buffer phi, Buffer theta, Buffer scales, Buffer update);

    /** sum ← sum + θ, for the mean of θ over steps. */
    void accumulate(Buffer theta, Buffer sum);

    /** The six sums of {@link dev.understudy.engine.Loop.Agreement} over all coordinates of two updates [R][P], to sums[at ..]. */
    default void agreement(Buffer predicted, Buffer truth, Buffer sums, int at) {
        agreement(predicted, truth, 1, sums, at);
    }

    /**
     * The same of each replica by itself.
     *
     * @param replicas R of the updates [R][P]; with one the sums are over all that there is
     * @param sums [.], [R][6] values written from {@code at} on
     */
    void agreement(Buffer predicted, Buffer truth, int replicas, Buffer sums, int at);

    /** Means of the first row and of the last of values [.][n], to first[at] and last[at]. */
    void means(Buffer values, int n, Buffer first, Buffer last, int at);

    /** Loss and accuracy of θ [P] over the first {@code count} samples, in evaluation mode. Waits. */
    Score score(Buffer theta, Samples samples, int count);

    @Override
    void close();

    /** From one replica's φ to the next, in a buffer of {@code length} values that {@link #step} is given. */
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

    /** What an episode begins with. @param buffer [.][R][n] */
    record Part(Buffer buffer, int n, float value) {}

    /**
     * What the imitator carries from step to step, for L lanes per replica: all coordinates, or a sample.
     *
     * @param h, c [H][R][L]
     * @param update [R][L], Δ̂_{t−1}
     * @param moments [S][R][L], in the order of {@link dev.understudy.imitation.Imitator#states()}
     */
    record Carry(Buffer h, Buffer c, Buffer update, Buffer moments) {}

    /**
     * What the imitator is shown: T steps in which it sees the gradients, and what its teacher made of them.
     *
     * @param gradient [T][R][N]
     * @param truth [T][R][N], the teacher's updates
     * @param clock where each replica stood before the first of the steps, for an imitator that reads time; others do not read it. It is not
     *     the episodes' own, which may be on its way through the next trajectory
     */
    record Demonstration(Buffer gradient, Buffer truth, Clock clock) {
        /** For an imitator that reads no time. */
        public Demonstration(Buffer gradient, Buffer truth) {
            this(gradient, truth, null);
        }
    }

    /**
     * What was met in T steps: before each of them, and behind the last one.
     *
     * @param gradient [T][R][N]
     * @param loss [T][R], the optimizees'
     * @param lastGradient [1][R][N]
     * @param lastLoss [R]
     */
    record Met(Buffer gradient, Buffer loss, Buffer lastGradient, Buffer lastLoss) {}

    /** A sum over steps and coordinates; LOSS_RELATIVE and so on in Losses.cu, in this order. */
    enum Terms {
        /** [L1] */
        RELATIVE,
        /** [L2] */
        HUBER,
        /** [L5] Predictions times the derivatives by them, which stand in the truth's place: what is linear has just these for its own. */
        TASK
    }

    /**
     * What makes a loss of predictions and truth.
     *
     * @param floor of [L2]; the others have none
     */
    record LossTerms(Terms terms, float floor) {
        /** Of what {@link Kernels#task} has written. */
        public static final LossTerms TASK = new LossTerms(Terms.TASK, 0f);

        public LossTerms(ImitationLoss loss, float floor) {
            this(loss == ImitationLoss.RELATIVE ? Terms.RELATIVE : Terms.HUBER, floor);
        }
    }

    /**
     * What comes of a meta-step.
     *
     * @param predicted [T][R][N]
     * @param metaGradient [W], mean over the replicas
     * @param imitationLoss [.], of several meta-steps: each the mean over the replicas; of {@link Terms#TASK} the sum, which says nothing
     */
    record Learned(Buffer predicted, Buffer metaGradient, Buffer imitationLoss) {}
}
