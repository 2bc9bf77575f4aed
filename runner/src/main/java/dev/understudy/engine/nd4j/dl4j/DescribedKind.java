package dev.understudy.engine.nd4j.dl4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.understudy.engine.UnsupportedNetwork;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks by the keys of the outermost object which kind of DL4J's JSON a description is. */
final class DescribedKind {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXPECTED = "that of a MultiLayerConfiguration, which has \"confs\"";
    private static final String REMEDY =
            "build the network with .list() and write it with MultiLayerConfiguration.toJson()";

    private DescribedKind() {}

    /** @throws IllegalArgumentException if it describes something other than a sequence of layers */
    static void check(String json) {
        Set<String> keys = keys(json);
        if (keys.contains("confs")) {
            return;
        }
        if (keys.contains("vertices") || keys.contains("networkInputs")) {
            throw new UnsupportedNetwork(
                    "the optimizee's description is the JSON of a ComputationGraphConfiguration", EXPECTED, REMEDY);
        }
        if (keys.contains("layer")) {
            throw new UnsupportedNetwork(
                    "the optimizee's description is the JSON of a NeuralNetConfiguration, a single layer's",
                    EXPECTED,
                    REMEDY);
        }
        if (keys.contains("@class")) {
            throw new UnsupportedNetwork(
                    "the optimizee's description is the JSON of a single layer or of another part", EXPECTED, REMEDY);
        }
    }

    /** Keys of the outermost object; none if the text is not JSON, which {@link ClassNames} reports. */
    private static Set<String> keys(String json) {
        Set<String> keys = new LinkedHashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    keys.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return Set.of();
        }
        return keys;
    }
}
