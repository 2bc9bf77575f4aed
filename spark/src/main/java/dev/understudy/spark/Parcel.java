package dev.understudy.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What an executor gets, as one line of JSON.
 *
 * @param task a line of {@link dev.understudy.batch.WorkerTask}
 * @param proof the name of the file in the folder of all runs that this host must see, and {@code text} its content
 * @param data the SHA-256 of the trial's data on the driver's host
 * @param events whether to write event files for TensorBoard
 */
record Parcel(String task, String proof, String text, String data, boolean events) {
    private static final JsonMapper MAPPER = new JsonMapper();

    String line() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parcel cannot be written", e);
        }
    }

    static Parcel read(String line) {
        try {
            return MAPPER.readValue(line, Parcel.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no parcel: " + line, e);
        }
    }
}
