package dev.understudy.dl4j;

import dev.understudy.imitation.Moments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** {@link Moments} as plain values: DL4J writes an updater's fields as JSON and requires them to be Serializable. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Averages implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[] first;
    private final double[] second;
    private final boolean corrected;
    private final boolean raw;
    private final boolean sum;
    private final double own;

    @JsonCreator
    Averages(
            @JsonProperty("first") double[] first,
            @JsonProperty("second") double[] second,
            @JsonProperty("corrected") boolean corrected,
            @JsonProperty("raw") boolean raw,
            @JsonProperty("sum") boolean sum,
            @JsonProperty("own") double own) {
        this.first = first == null ? new double[0] : first.clone();
        this.second = second == null ? new double[0] : second.clone();
        this.corrected = corrected;
        this.raw = raw;
        this.sum = sum;
        this.own = own;
    }

    static Averages of(Moments m) {
        return new Averages(plain(m.first()), plain(m.second()), m.corrected(), m.raw(), m.sum(), m.own());
    }

    private static double[] plain(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** @throws IllegalArgumentException naming an invalid value */
    Moments moments() {
        return new Moments(
                DoubleStream.of(first).boxed().toList(),
                DoubleStream.of(second).boxed().toList(),
                corrected,
                raw,
                sum,
                own);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Averages o && moments().equals(o.moments());
    }

    /** Uses only values whose hashes are the same in every JVM. */
    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + Arrays.hashCode(second);
    }
}
