package dev.understudy.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the learning rate of the teacher that φ was trained on, from the texts next to φ in a file of any version: from
 * the config, or from the origin's text about the teacher if the config is of an evaluation against another one.
 */
final class TrainedRate {
    private static final Pattern IN_WORDS = Pattern.compile("\\blearningRate ([^,]+)");
    private static final YAMLMapper YAML = new YAMLMapper();

    private TrainedRate() {}

    /**
     * Reads the learning rate.
     *
     * @param words as in {@link Provenance.Teachers}; null if the config has the teacher
     * @param config the resolved YAML, which has all defaults
     * @return NaN if neither has a rate
     */
    static double of(String words, String config) {
        if (words != null) {
            Matcher found = IN_WORDS.matcher(words);
            return found.find() ? number(found.group(1)) : Double.NaN;
        }
        try {
            JsonNode teacher =
                    config == null ? YAML.nullNode() : YAML.readTree(config).path("teacher");
            return teacher.size() == 1
                    ? teacher.elements().next().path("learningRate").asDouble(Double.NaN)
                    : Double.NaN;
        } catch (JsonProcessingException e) {
            return Double.NaN;
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
