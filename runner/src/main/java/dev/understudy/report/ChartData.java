package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.run.MetricsLine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The numbers behind the figures, as JSON for the script in the page, thinned so that the page stays below about 5 MB. */
final class ChartData {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Values of figure 1 in the whole page, about 10 bytes each. */
    private static final int LOSSES = 280_000;
    /** Values of the other figures in the whole page, up to 20 bytes each. */
    private static final int OTHERS = 90_000;

    private ChartData() {}

    /** For each trial {@code {label, unroll, loss, points, training}}. */
    static ArrayNode of(List<Trial> trials) {
        int series = trials.stream().mapToInt(LossPanels::count).sum();
        int losses = Math.max(60, Math.min(2000, LOSSES / series));
        int others = Math.max(30, Math.min(500, OTHERS / (trials.size() * 30)));
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Trial trial : trials) {
            ObjectNode node = all.addObject().put("label", trial.label()).put("unroll", trial.unroll());
            node.set("loss", LossPanels.of(trial, losses));
            node.set("points", PointCurves.of(trial, others));
            node.set("training", training(trial, others));
        }
        return all;
    }

    static String json(JsonNode data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the figures' numbers cannot be written as JSON", e);
        }
    }

    private static ObjectNode training(Trial trial, int most) {
        List<MetricsLine> lines = trial.files().metrics();
        int[] kept = Thinning.indices(lines.size(), most);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode at = node.putArray("metaSteps");
        Arrays.stream(kept).forEach(i -> at.add(lines.get(i).metaStep()));
        Map<String, ToDoubleFunction<MetricsLine>> curves = Map.of(
                "imitationLoss", MetricsLine::imitationLoss,
                "learningRate", MetricsLine::learningRate,
                "modelLossFirst", MetricsLine::modelLossFirst,
                "modelLossLast", MetricsLine::modelLossLast);
        new TreeMap<>(curves)
                .forEach((name, figure) -> node.set(
                        name, Thinning.values(lines.stream().mapToDouble(figure).toArray(), kept)));
        return node;
    }
}
