package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first NaN or infinity in a snapshot: the training has diverged.
 *
 * @param index into the tensor's data
 */
public record NotFinite(String tensor, int index, float value) implements Checkpoints.Saved {
    /** @return nothing if all values are finite */
    public static Optional<NotFinite> in(Map<String, Snapshot.Tensor> tensors) {
        for (Map.Entry<String, Snapshot.Tensor> entry : new TreeMap<>(tensors).entrySet()) {
            float[] data = entry.getValue().data();
            for (int i = 0; i < data.length; i++) {
                if (!Float.isFinite(data[i])) {
                    return Optional.of(new NotFinite(entry.getKey(), i, data[i]));
                }
            }
        }
        return Optional.empty();
    }

    /** For a status or a message. */
    public String sentence() {
        return tensor + "[" + index + "] is " + value;
    }
}
