package dev.understudy.dl4j;

import dev.understudy.engine.fused.kernel.HostStep;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
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
 * It has no learning rate: the size of its updates is what it learned from its teacher. What it remembers of each
 * parameter (2H+1+S numbers: h and c of every layer, its last update, and S running averages) is DL4J's updater state, and φ stands in the
 * network's JSON; so a network saved with {@code saveUpdater} true needs no other file, and goes on bit for bit.
 *
 * <p>Where ND4J keeps its arrays in the host's memory, an update has the bits of the program's own engine on the CPU. What it
 * computes is float32 in any network; in one of half precision the memory is rounded to half at every step.
 * It reads gradients as DL4J hands them over: divided by the batch, clipped, with L1 and L2 added. Weight decay that is
 * scaled by a learning rate is scaled by 1. What DL4J does not allow: it asks for no updater state when it restores a
 * network, so one saved without it begins again with an empty memory; that is logged, once, as a warning.
 *
 * <p>It never changes, and equal imitators are equal updaters: DL4J steps the parameters of equal neighbours as one.
 */
public final class ImitatorUpdater implements IUpdater {
    private static final long serialVersionUID = 1;

    // As plain values: DL4J writes an updater's fields as JSON, and wants them Serializable.
    private final int[] hidden;
    private final Imitator.Features features;
    private final Averages moments;
    private final Imitator.Head head;
    private final double gain;
    private final float[] phi;

    /** @param moments, gain null where the JSON is of before there were any */
    @JsonCreator
    ImitatorUpdater(
            @JsonProperty("hidden") int[] hidden,
            @JsonProperty("features") Imitator.Features features,
            @JsonProperty("moments") Averages moments,
            @JsonProperty("head") Imitator.Head head,
            @JsonProperty("gain") Double gain,
            @JsonProperty("phi") float[] phi) {
        this.hidden = Objects.requireNonNull(hidden, "hidden").clone();
        this.features = Objects.requireNonNull(features, "features");
        this.moments = moments == null ? Averages.of(Moments.DEFAULTS) : moments;
        this.head = Objects.requireNonNull(head, "head");
        this.gain = gain == null ? 1 : gain;
        Checks.that(this.gain > 0, "gain", gain, "above 0: it is the unit of the updates");
        this.phi = Objects.requireNonNull(phi, "phi").clone();
        imitator().checkWeights(phi);
        for (float weight : phi) {
            Checks.that(Float.isFinite(weight), "phi", "partly " + weight, "finite weights");
        }
    }

    /** Any imitator; one trained with teacher forcing drives freely. @param phi [W], copied */
    public static ImitatorUpdater of(Imitator imitator, float[] phi) {
        return new ImitatorUpdater(
                imitator.hidden().stream().mapToInt(Integer::intValue).toArray(),
                imitator.features(),
                Averages.of(imitator.moments()),
                imitator.head(),
                imitator.gain(),
                phi);
    }

    /** One that {@code export} wrote. @throws dev.understudy.fault.Fault if the file is no exported imitator */
    public static ImitatorUpdater load(Path file) {
        return of(ImitatorFile.read(file));
    }

    /**
     * One that comes with the program: a name of {@link ImitatorFile#PRETRAINED}.
     *
     * @throws dev.understudy.fault.Fault if there is none of that name
     */
    public static ImitatorUpdater pretrained(String name) {
        return of(ImitatorFile.pretrained(name));
    }

    private static ImitatorUpdater of(ImitatorFile.Saved saved) {
        return of(saved.imitator(), saved.phi());
    }

    /** What it is; never with teacher forcing, and with nothing of how φ began. */
    public Imitator imitator() {
        return new Imitator(IntStream.of(hidden).boxed().toList(), features, moments.moments(), head, gain, 0, false);
    }

    /** A copy of φ, [W]. */
    public float[] phi() {
        return phi.clone();
    }

    @Override
    public long stateSize(long numParams) {
        return HostStep.carried(imitator()) * numParams;
    }

    /** @throws IllegalArgumentException if the view's length is no multiple of 2H+1+S */
    @Override
    public GradientUpdater<ImitatorUpdater> instantiate(INDArray viewArray, boolean initializeViewArray) {
        ImitatorGradientUpdater updater = new ImitatorGradientUpdater(this);
        updater.setStateViewArray(viewArray, null, 'c', initializeViewArray);
        return updater;
    }

    @Override
    public GradientUpdater<ImitatorUpdater> instantiate(
            Map<String, INDArray> updaterState, boolean initializeStateArrays) {
        ImitatorGradientUpdater updater = new ImitatorGradientUpdater(this);
        updater.setState(updaterState, initializeStateArrays);
        return updater;
    }

    /** NaN, DL4J's sign for none. */
    @Override
    public double getLearningRate(int iteration, int epoch) {
        return Double.NaN;
    }

    @Override
    public boolean hasLearningRate() {
        return false;
    }

    /** @throws UnsupportedOperationException always; DL4J itself asks {@link #hasLearningRate} before it calls */
    @Override
    public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
        throw new UnsupportedOperationException(
                "ImitatorUpdater has no learning rate: the size of its updates is learned");
    }

    @Override
    public ImitatorUpdater clone() {
        return new ImitatorUpdater(hidden, features, moments, head, gain, phi);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImitatorUpdater o
                && Arrays.equals(hidden, o.hidden)
                && features == o.features
                && moments.equals(o.moments)
                && head == o.head
                && gain == o.gain
                && Arrays.equals(phi, o.phi);
    }

    /** Of values that are the same in every JVM: an enum's own hash is not. */
    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(hidden) + Arrays.hashCode(phi);
    }

    @Override
    public String toString() {
        String sort = imitator().isPlain() ? "" : ", features=" + features + ", head=" + head + ", gain=" + gain;
        return "ImitatorUpdater(hidden=" + Arrays.toString(hidden) + sort + ")";
    }
}
