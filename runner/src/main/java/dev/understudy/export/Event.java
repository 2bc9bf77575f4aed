package dev.understudy.export;

import java.util.Map;

/**
 * Makes the records of a TensorBoard event file. The field numbers are those of tensorflow/core/util/event.proto
 * (Event) and tensorflow/core/framework/summary.proto (Summary, SummaryMetadata), tensor.proto (TensorProto) and
 * types.proto (DT_STRING).
 */
final class Event {
    // Event
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    // Summary and Summary.Value
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;
    // SummaryMetadata and its PluginData
    private static final int PLUGIN_DATA = 1;
    private static final int PLUGIN_NAME = 1;
    // TensorProto: without dimensions it holds a single text
    private static final int DTYPE = 1;
    private static final int SHAPE = 2;
    private static final int STRING_VAL = 8;
    private static final int DT_STRING = 7;

    private Event() {}

    /** The first record of every file. */
    static byte[] version(double epochSeconds) {
        return TfRecord.of(new WireMessage()
                .number(WALL_TIME, epochSeconds)
                .text(FILE_VERSION, "brain.Event:2")
                .bytes());
    }

    /** Numbers at one step, in TensorBoard's single precision; values that are not finite in it are left out. */
    static byte[] scalars(double epochSeconds, long step, Map<String, Double> values) {
        WireMessage summary = new WireMessage();
        values.forEach((tag, value) -> {
            if (Float.isFinite(value.floatValue())) {
                summary.message(VALUE, new WireMessage().text(TAG, tag).number(SIMPLE_VALUE, value.floatValue()));
            }
        });
        return at(epochSeconds, step, summary);
    }

    /** A text, which TensorBoard displays as Markdown. */
    static byte[] text(double epochSeconds, String tag, String markdown) {
        WireMessage plugin = new WireMessage().message(PLUGIN_DATA, new WireMessage().text(PLUGIN_NAME, "text"));
        WireMessage tensor = new WireMessage()
                .whole(DTYPE, DT_STRING)
                .message(SHAPE, new WireMessage())
                .text(STRING_VAL, markdown);
        return at(
                epochSeconds,
                0,
                new WireMessage()
                        .message(
                                VALUE,
                                new WireMessage()
                                        .text(TAG, tag)
                                        .message(TENSOR, tensor)
                                        .message(METADATA, plugin)));
    }

    private static byte[] at(double epochSeconds, long step, WireMessage summary) {
        WireMessage event = new WireMessage().number(WALL_TIME, epochSeconds);
        if (step != 0) {
            event.whole(STEP, step);
        }
        return TfRecord.of(event.message(SUMMARY, summary).bytes());
    }
}
