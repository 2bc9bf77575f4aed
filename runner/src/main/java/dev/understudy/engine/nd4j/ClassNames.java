package dev.understudy.engine.nd4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks at DL4J's JSON before DL4J does. The file is a stranger's, and it names the classes that DL4J instantiates: in
 * {@code @class}, in {@code type} (distributions), and, as Jackson also takes it, as the first element of an array.
 */
final class ClassNames {
    /** Nothing else is of use in a network. */
    private static final List<String> TRUSTED = List.of("org.deeplearning4j.", "org.nd4j.", "dev.understudy.");

    private static final Pattern CLASS_LIKE =
            Pattern.compile("\\[?[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}\\p{N}_$]+)+.*", Pattern.DOTALL);
    private static final JsonFactory JSON = new JsonFactory();

    private ClassNames() {}

    /** @throws IllegalArgumentException where the text is no JSON object, or names a class of another package */
    static void check(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(
                        "the optimizee's description is no JSON object; expected what MultiLayerConfiguration.toJson() writes");
            }
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    check(
                            parser.currentName(),
                            parser.getText(),
                            parser.getParsingContext().inArray());
                }
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    "the optimizee's description is no JSON" + where + " (" + e.getOriginalMessage()
                            + "); expected what MultiLayerConfiguration.toJson() writes",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the optimizee's description cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static void check(String field, String value, boolean inArray) {
        boolean named = !inArray && "@class".equals(field)
                || (inArray || "type".equals(field))
                        && CLASS_LIKE.matcher(value).matches();
        if (named && TRUSTED.stream().noneMatch(value::startsWith)) {
            throw new IllegalArgumentException(
                    "the optimizee's description names class " + shown(value)
                            + "; expected classes of org.deeplearning4j and org.nd4j only, as others are never loaded from a file");
        }
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\x21-\\x7e]", "?");
        return plain.length() <= 100 ? plain : plain.substring(0, 100) + "…";
    }
}
