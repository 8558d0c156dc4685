package dev.waybill.jobs.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Model;
import dev.waybill.jobs.tune.Tuning.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The models that a search may try: one model, in which some params have other values.
 *
 * @param ranges by param, in the order in which values are drawn
 */
record Space(Model model, Map<String, Range> ranges) {

    /** What is not about how trees grow. */
    private static final Set<String> FIXED =
            Set.of("booster", "eval_metric", "monotone", "weights", "workers", "stuck_after_minutes", "seed");

    /** A value says more than its fourth digit. */
    private static final MathContext DIGITS = new MathContext(4);

    /** @throws IllegalArgumentException that begins with the path in params, if one cannot be varied so */
    Space {
        Set<String> known = new TreeSet<>();
        tree(model).fieldNames().forEachRemaining(known::add);
        known.removeAll(FIXED);
        ranges.forEach((name, range) -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("tune.space has '%s', which is not a param to vary. %s"
                        .formatted(name, Suggestion.sentence(name, known)));
            }
            requireValues(model, name, range);
        });
    }

    private static void requireValues(Model model, String name, Range range) {
        List<JsonNode> values = range.choice().isEmpty()
                ? List.of(number(model, name, range.from()), number(model, name, range.to()))
                : range.choice();
        for (JsonNode value : values) {
            try {
                with(model, Map.of(name, value));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tune.space " + e.getMessage(), e);
            }
        }
    }

    /** The next set of values. */
    Map<String, JsonNode> draw(Random random) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        ranges.forEach((name, range) -> values.put(name, draw(name, range, random)));
        return values;
    }

    private JsonNode draw(String name, Range range, Random random) {
        double place = random.nextDouble();
        if (!range.choice().isEmpty()) {
            return range.choice().get((int) (place * range.choice().size()));
        }
        boolean whole = isWhole(model, name);
        double from = whole ? range.from() - 0.5 : range.from();
        double to = whole ? range.to() + 0.5 : range.to();
        double value = range.log() ? from * Math.pow(to / from, place) : from + place * (to - from);
        return number(model, name, Math.min(range.to(), Math.max(range.from(), value)));
    }

    /** The model with these values. */
    Model with(Map<String, JsonNode> values) {
        return with(model, values);
    }

    /** What the values are in the model itself. */
    Map<String, JsonNode> now() {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        ObjectNode tree = tree(model);
        ranges.keySet().forEach(name -> values.put(name, tree.get(name)));
        return values;
    }

    private static Model with(Model model, Map<String, JsonNode> values) {
        try {
            return JsonFile.JSON.treeToValue(tree(model).setAll(values), Model.class);
        } catch (JsonProcessingException e) {
            String why = e.getCause() instanceof IllegalArgumentException refused
                    ? String.valueOf(refused.getMessage())
                    : "has a value of another type: " + values;
            throw new IllegalArgumentException(why, e);
        }
    }

    private static JsonNode number(Model model, String name, double value) {
        return isWhole(model, name)
                ? IntNode.valueOf((int) Math.round(value))
                : DoubleNode.valueOf(new BigDecimal(value).round(DIGITS).doubleValue());
    }

    private static boolean isWhole(Model model, String name) {
        return tree(model).get(name).isIntegralNumber();
    }

    private static ObjectNode tree(Model model) {
        return JsonFile.JSON.valueToTree(model);
    }
}
