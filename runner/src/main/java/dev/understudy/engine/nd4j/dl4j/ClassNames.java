package dev.understudy.engine.nd4j.dl4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.understudy.engine.UnsupportedNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the class names in DL4J's JSON before DL4J reads it. The file is untrusted, and it names the classes that DL4J
 * instantiates: in {@code @class}, in {@code type} (distributions), and, as Jackson also accepts, as the first element
 * of an array. Jackson initialises a class before it checks the class's type, and parses more than a plain name: for
 * {@code A<B>} it initialises B as well. So the whole name is matched against packages that contain only parts of
 * networks.
 */
final class ClassNames {
    private static final Pattern TRUSTED = Pattern.compile("("
            + String.join(
                            "|",
                            "org.deeplearning4j.nn.conf.(constraint|distribution|dropout|ocnn|preprocessor|weightnoise)",
                            "org.deeplearning4j.nn.conf.layers(.convolutional|.misc|.objdetect|.recurrent|.samediff|.util|.variational|.wrapper)?",
                            "org.deeplearning4j.nn.weights(.embeddings)?",
                            "org.nd4j.linalg.(activations|lossfunctions).impl",
                            "org.nd4j.linalg.learning.(config|regularization)",
                            "org.nd4j.linalg.schedule")
                    .replace(".", "\\.")
            + ")\\.[A-Z][A-Za-z0-9]*|dev\\.understudy\\.dl4j\\.ImitatorUpdater");

    /** DL4J's lists of plain names, mostly of parameters; in any other array a text may be taken for a class name. */
    private static final Set<String> LISTS_OF_NAMES =
            Set.of("variables", "params", "inputs", "paramsList", "weightParamsList", "biasParamsList");

    private static final List<String> KEYS = List.of("@class", "type");
    private static final JsonFactory JSON = new JsonFactory();

    private ClassNames() {}

    /** @throws IllegalArgumentException if the text is no JSON object, or names a class that is no part of a network */
    static void check(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnsupportedNetwork(
                        "the optimizee's description is not a JSON object",
                        "the output of MultiLayerConfiguration.toJson()");
            }
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (namesClass(parser.getParsingContext(), token)
                        && !TRUSTED.matcher(parser.getText()).matches()) {
                    throw new UnsupportedNetwork(
                            "the optimizee's description names class " + shown(parser.getText()),
                            "the plain names of DL4J's layers and their parts, as others are never loaded from a file",
                            "write it with MultiLayerConfiguration.toJson()");
                }
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    "the optimizee's description is not JSON" + where + " (" + e.getOriginalMessage()
                            + "); expected the output of MultiLayerConfiguration.toJson()",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the optimizee's description cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Whether Jackson may take the current token for a class name. Of a number or an object it takes the text. */
    private static boolean namesClass(JsonStreamContext context, JsonToken token) {
        if (token == JsonToken.FIELD_NAME || token.isStructEnd()) {
            return false;
        }
        // At the start of an array or object the context is already the new one; the one that holds it is its parent.
        JsonStreamContext holder = token.isStructStart() ? context.getParent() : context;
        if (holder.inArray()) {
            JsonStreamContext around = holder.getParent();
            return token == JsonToken.VALUE_STRING
                    && !(around.inObject() && LISTS_OF_NAMES.contains(around.getCurrentName()));
        }
        return holder.inObject() && KEYS.stream().anyMatch(key -> key.equalsIgnoreCase(holder.getCurrentName()));
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\x21-\\x7e]", "?");
        return plain.length() <= 100 ? plain : plain.substring(0, 100) + "…";
    }
}
