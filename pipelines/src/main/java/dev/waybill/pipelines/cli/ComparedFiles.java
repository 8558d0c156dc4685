package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.pipelines.dvc.Change;
import dev.waybill.pipelines.dvc.FlatValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Changes of metrics or params, as DVC shows them.
 *
 * @param title {@code Metric} or {@code Param}
 * @param revision compared with
 */
record ComparedFiles(String title, String revision, Map<String, Map<String, Change>> changes) {

    private static final int DECIMALS = 5;
    private static final String NOTHING = "-";

    static ComparedFiles of(
            String title, String revision, Map<Path, Map<String, Change>> changes, Function<Path, String> shown) {
        Map<String, Map<String, Change>> named = new LinkedHashMap<>();
        changes.forEach((file, changed) -> named.put(shown.apply(file), changed));
        return new ComparedFiles(title, revision, named);
    }

    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        changes.forEach((file, changed) -> {
            ObjectNode keys = json.putObject(file);
            changed.forEach((key, change) -> {
                ObjectNode values = keys.putObject(key);
                values.set("old", change.before());
                values.set("new", change.after());
                change.difference().ifPresent(difference -> values.set("diff", difference));
            });
        });
        return json;
    }

    /** Only what is a metric: a run's id or a model's hash differs after each run, and says nothing of quality. */
    ComparedFiles numbers() {
        Map<String, Map<String, Change>> numbers = new LinkedHashMap<>();
        changes.forEach((file, changed) -> {
            Map<String, Change> kept = new LinkedHashMap<>(changed);
            kept.values().removeIf(change -> !isMetric(change.before()) && !isMetric(change.after()));
            if (!kept.isEmpty()) {
                numbers.put(file, kept);
            }
        });
        return new ComparedFiles(title, revision, numbers);
    }

    /** Whether a value is a number, or true or false, rather than a text, a list or nothing. */
    static boolean isMetric(JsonNode value) {
        return value.isNumber() || value.isBoolean();
    }

    /** How many values there are. */
    int size() {
        return changes.values().stream().mapToInt(Map::size).sum();
    }

    /** Metrics are rounded and show by how much they changed. */
    TextTable table(boolean metrics) {
        List<String> names = new ArrayList<>(List.of("Path", title, revision, "workspace"));
        if (metrics) {
            names.add("Change");
        }
        List<List<String>> rows = new ArrayList<>();
        changes.forEach((file, changed) -> changed.forEach((key, change) -> {
            List<String> row =
                    new ArrayList<>(List.of(file, key, cell(change.before(), metrics), cell(change.after(), metrics)));
            if (metrics) {
                row.add(change.difference().map(value -> cell(value, true)).orElse(NOTHING));
            }
            rows.add(row);
        }));
        return TextTable.of(names, rows);
    }

    static String cell(JsonNode value, boolean rounded) {
        if (value.isNull() || value.isMissingNode()) {
            return NOTHING;
        } else if (rounded && value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())) {
            BigDecimal exact = new BigDecimal(value.doubleValue()).setScale(DECIMALS, RoundingMode.HALF_EVEN);
            return FlatValues.text(DoubleNode.valueOf(exact.doubleValue()));
        }
        return FlatValues.text(value);
    }
}
