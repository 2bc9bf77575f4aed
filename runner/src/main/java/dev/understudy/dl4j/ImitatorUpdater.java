package dev.understudy.dl4j;

import dev.understudy.engine.fused.kernel.HostStep;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.LearnedSchedule;
import dev.understudy.imitation.Moments;
import dev.understudy.run.ImitatorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A trained imitator as the updater of a DL4J network:
 * <pre>
 * new NeuralNetConfiguration.Builder().updater(ImitatorUpdater.load(Path.of("imitator.safetensors")))…
 * </pre>
 *
 * <p>Its learning rate is that of the teacher that it was trained on, unless {@link #learningRate(double)} or a
 * schedule sets another: an update is then scaled as the teacher's would be. The gated head has no gain and so no
 * learning rate, nor has an imitator whose training rate is unknown. For each parameter it keeps 2H+1+S numbers (h and
 * c of every layer, its last update, and S running averages) in DL4J's updater state, and φ is part of the network's
 * JSON; so a network saved with {@code saveUpdater} true needs no other file, and training continues bit for bit.
 *
 * <p>If ND4J keeps its arrays in host memory, an update has the same bits as in the program's own engine on the CPU. It
 * computes in float32 for any network; in a network of half precision the state is rounded to half at every step. It
 * reads gradients as DL4J passes them: divided by the batch, clipped, with L1 and L2 added. DL4J's weight decay,
 * {@code weightDecay(λ)} of a network or layer, is applied after the updater and scaled by its learning rate at that
 * step: θ ← θ + Δ̂ − rate·λ·θ with the θ before the step, as in AdamW, and the imitator does not see it. (Set it on the
 * layers: DL4J 1.0.0-M2.1 applies one of the whole network twice, with any updater.) Without a learning rate, DL4J
 * scales by 1. A limit of DL4J: when it restores a network it does not ask for updater state, so a network saved
 * without it starts again with an empty state; this is logged once, as a warning.
 *
 * <p>An imitator that reads time must be told the length of the training, by {@link #horizon(int)}; DL4J's iteration
 * tells it the progress.
 *
 * <p>It is immutable except for {@link #setLrAndSchedule}, which a network's {@code setLearningRate} calls. Equal
 * imitators at equal learning rates are equal updaters: DL4J steps the parameters of equal neighbours as one block.
 */
public final class ImitatorUpdater implements IUpdater {
    private static final long serialVersionUID = 1;

    // Plain values: DL4J writes an updater's fields as JSON and requires them to be Serializable.
    private final int[] hidden;
    private final Imitator.Features features;
    private final Averages moments;
    private final Imitator.Head head;
    private final double gain;
    private final boolean time;
    private final boolean schedule;
    private final float[] phi;
    private final Double trainedAt; // the teacher's learning rate; null if unknown
    private Double learningRate; // null for trainedAt, or if there is a schedule
    private ISchedule learningRateSchedule; // null for none
    private Integer horizon; // null if not set

    /**
     * @param moments, gain, time, schedule, trainedAt, learningRate, learningRateSchedule, horizon null if the JSON
     *     is older than they are
     */
    @JsonCreator
    ImitatorUpdater(
            @JsonProperty("hidden") int[] hidden,
            @JsonProperty("features") Imitator.Features features,
            @JsonProperty("moments") Averages moments,
            @JsonProperty("head") Imitator.Head head,
            @JsonProperty("gain") Double gain,
            @JsonProperty("time") Boolean time,
            @JsonProperty("schedule") Boolean schedule,
            @JsonProperty("phi") float[] phi,
            @JsonProperty("trainedAt") Double trainedAt,
            @JsonProperty("learningRate") Double learningRate,
            @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
            @JsonProperty("horizon") Integer horizon) {
        this.hidden = Objects.requireNonNull(hidden, "hidden").clone();
        this.features = Objects.requireNonNull(features, "features");
        this.moments = moments == null ? Averages.of(Moments.DEFAULTS) : moments;
        this.head = Objects.requireNonNull(head, "head");
        this.gain = gain == null ? 1 : gain;
        Checks.that(this.gain > 0, "gain", gain, "above 0: it is the unit of the updates");
        this.time = time != null && time;
        this.schedule = schedule != null && schedule;
        this.phi = Objects.requireNonNull(phi, "phi").clone();
        imitator().checkWeights(phi);
        for (float weight : phi) {
            Checks.that(Float.isFinite(weight), "phi", "partly " + weight, "finite weights");
        }
        if (trainedAt != null) {
            Checks.positive("trainedAt", trainedAt);
        }
        this.trainedAt = trainedAt;
        if (learningRate != null || learningRateSchedule != null) {
            set(learningRate, learningRateSchedule);
        }
        if (horizon != null) {
            plan(horizon);
        }
    }

    /**
     * An updater without a learning rate, of any imitator; teacher forcing in its training is not repeated.
     *
     * @param phi [W], copied
     */
    public static ImitatorUpdater of(Imitator imitator, float[] phi) {
        return of(imitator, phi, Double.NaN);
    }

    /**
     * An updater with a learning rate.
     *
     * @param trainedAt of the teacher that φ was trained on; NaN if unknown
     */
    public static ImitatorUpdater of(Imitator imitator, float[] phi, double trainedAt) {
        Checks.that(
                !imitator.tensorScale(),
                "imitator.tensorScale",
                true,
                "false: DL4J gives its updaters neither the weights nor the bounds of their tensors");
        return new ImitatorUpdater(
                imitator.hidden().stream().mapToInt(Integer::intValue).toArray(),
                imitator.features(),
                Averages.of(imitator.moments()),
                imitator.head(),
                imitator.gain(),
                imitator.time(),
                imitator.schedule(),
                phi,
                Double.isNaN(trainedAt) ? null : trainedAt,
                null,
                null,
                null);
    }

    /**
     * Reads an imitator written by {@code export}.
     *
     * @throws dev.understudy.fault.Fault if the file is no exported imitator
     */
    public static ImitatorUpdater load(Path file) {
        return of(ImitatorFile.read(file));
    }

    /**
     * An imitator that comes with the program: a name of {@link ImitatorFile#PRETRAINED}.
     *
     * @throws dev.understudy.fault.Fault if the name is unknown
     */
    public static ImitatorUpdater pretrained(String name) {
        return of(ImitatorFile.pretrained(name));
    }

    private static ImitatorUpdater of(ImitatorFile.Saved saved) {
        return of(saved.imitator(), saved.phi(), saved.learningRate());
    }

    /**
     * The same imitator at another learning rate.
     *
     * @param rate 0 or more; at 0 no parameter moves
     * @throws IllegalArgumentException if the rate is invalid, or the imitator has no learning rate
     */
    public ImitatorUpdater learningRate(double rate) {
        ImitatorUpdater other = clone();
        other.set(rate, null);
        return other;
    }

    /**
     * The same imitator at a learning rate that changes by the iteration or the epoch.
     *
     * @throws IllegalArgumentException if the imitator has no learning rate
     */
    public ImitatorUpdater learningRate(ISchedule schedule) {
        ImitatorUpdater other = clone();
        other.set(null, Objects.requireNonNull(schedule, "schedule"));
        return other;
    }

    /**
     * The same imitator with a planned number of iterations, which an imitator that reads time needs. A training may
     * continue beyond them.
     *
     * @param iterations 1 or more
     * @throws IllegalArgumentException if the number is invalid, or the imitator does not read time
     */
    public ImitatorUpdater horizon(int iterations) {
        ImitatorUpdater other = clone();
        other.plan(iterations);
        return other;
    }

    private void plan(int iterations) {
        Checks.that(time, "horizon", iterations, "none with an imitator that reads no time");
        Checks.that(iterations > 0, "horizon", iterations, "the iterations of the training, 1 or more");
        horizon = iterations;
    }

    /** 0 if not set. */
    int horizon() {
        return horizon == null ? 0 : horizon;
    }

    private void set(Double rate, ISchedule schedule) {
        Object given = schedule == null ? rate : schedule;
        Checks.that(imitator().hasLearningRate(), "learningRate", given, Imitator.NO_GAIN);
        Checks.that(
                trainedAt != null,
                "learningRate",
                given,
                "none with an imitator whose learning rate in training is unknown: export it again, or give that rate by of(imitator, phi, trainedAt)");
        if (schedule == null) {
            checkRate(rate);
        }
        learningRate = schedule == null ? rate : null;
        learningRateSchedule = schedule;
    }

    private static void checkRate(double rate) {
        Checks.that(rate >= 0 && rate <= 1e38, "learningRate", rate, "a finite number, 0 or more");
    }

    /** The imitator's description, always without teacher forcing, and without its initialisation. */
    public Imitator imitator() {
        return new Imitator(IntStream.of(hidden).boxed().toList(), features, moments.moments(), head, gain, 0, false)
                .withTime(time)
                .withSchedule(schedule);
    }

    /** A copy of φ, [W]. */
    public float[] phi() {
        return phi.clone();
    }

    @Override
    public long stateSize(long numParams) {
        return HostStep.carried(imitator()) * numParams;
    }

    /**
     * @throws IllegalArgumentException if the view's length is no multiple of 2H+1+S, or a required horizon is not
     *     set
     */
    @Override
    public GradientUpdater<ImitatorUpdater> instantiate(INDArray viewArray, boolean initializeViewArray) {
        ImitatorGradientUpdater updater = updater();
        updater.setStateViewArray(viewArray, null, 'c', initializeViewArray);
        return updater;
    }

    @Override
    public GradientUpdater<ImitatorUpdater> instantiate(
            Map<String, INDArray> updaterState, boolean initializeStateArrays) {
        ImitatorGradientUpdater updater = updater();
        updater.setState(updaterState, initializeStateArrays);
        return updater;
    }

    private ImitatorGradientUpdater updater() {
        Checks.that(
                !time || horizon != null,
                "horizon",
                null,
                "the iterations that the training will have, by horizon(N): this imitator reads its progress");
        return new ImitatorGradientUpdater(this);
    }

    /**
     * The learning rate at this step; NaN, as DL4J expects, if the imitator has none.
     *
     * @throws IllegalArgumentException if the schedule returns no number of 0 or more
     */
    @Override
    public double getLearningRate(int iteration, int epoch) {
        if (!hasLearningRate()) {
            return Double.NaN;
        }
        if (learningRateSchedule == null) {
            return learningRate == null ? trainedAt : learningRate;
        }
        double rate = learningRateSchedule.valueAt(iteration, epoch);
        checkRate(rate);
        return rate;
    }

    @Override
    public boolean hasLearningRate() {
        return trainedAt != null && imitator().hasLearningRate();
    }

    /**
     * The factor on the LSTM's update at this step: by the learning rate, exactly 1 at that of the training, and by the
     * learned schedule.
     */
    double factor(int iteration, int epoch) {
        double rate = hasLearningRate() ? getLearningRate(iteration, epoch) / trainedAt : 1;
        return schedule ? rate * LearnedSchedule.factor(phi, iteration, horizon()) : rate; // [I26]
    }

    /**
     * Called by a network's {@code setLearningRate}, for every updater that has a learning rate.
     *
     * @param lr ignored if there is a schedule
     * @param lrSchedule null for none
     * @throws UnsupportedOperationException if the imitator has no learning rate; DL4J itself checks
     *     {@link #hasLearningRate} before it calls
     */
    @Override
    public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
        if (!hasLearningRate()) {
            throw new UnsupportedOperationException(this + " has no learning rate: the size of its updates is learned");
        }
        set(lr, lrSchedule);
    }

    @Override
    public ImitatorUpdater clone() {
        return new ImitatorUpdater(
                hidden,
                features,
                moments,
                head,
                gain,
                time,
                schedule,
                phi,
                trainedAt,
                learningRate,
                learningRateSchedule == null ? null : learningRateSchedule.clone(),
                horizon);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImitatorUpdater o
                && Arrays.equals(hidden, o.hidden)
                && features == o.features
                && moments.equals(o.moments)
                && head == o.head
                && gain == o.gain
                && time == o.time
                && schedule == o.schedule
                && Objects.equals(horizon, o.horizon)
                && Objects.equals(trainedAt, o.trainedAt)
                && Objects.equals(learningRate, o.learningRate)
                && Objects.equals(learningRateSchedule, o.learningRateSchedule)
                && Arrays.equals(phi, o.phi);
    }

    /** Uses only values whose hashes are the same in every JVM; an enum's is not. */
    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(hidden) + Arrays.hashCode(phi);
    }

    @Override
    public String toString() {
        String sort = imitator().isPlain() ? "" : ", features=" + features + ", head=" + head + ", gain=" + gain;
        String plan = time ? ", horizon=" + horizon : "";
        Object rate = learningRateSchedule == null ? learningRate : learningRateSchedule;
        return "ImitatorUpdater(hidden=" + Arrays.toString(hidden) + sort
                + (rate == null ? "" : ", learningRate=" + rate) + plan + ")";
    }
}
