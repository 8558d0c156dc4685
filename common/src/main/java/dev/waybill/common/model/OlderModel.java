package dev.waybill.common.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.model.interval.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * What waybill.json of an older Waybill lacks, with the meaning that it had then: small groups had the offsets of all rows,
 * widths stood with the intervals, labels had no range, nothing that was missing was out of distribution, and trees were boosted.
 */
final class OlderModel {

    private OlderModel() {}

    /** The same as it would be written now. */
    static JsonNode upgraded(JsonNode description) {
        if (description.path("provenance").get("params") instanceof ObjectNode params && !params.has("booster")) {
            params.put("booster", "gbtree").put("num_parallel_tree", 1);
        }
        if (description.get("intervals") instanceof ObjectNode intervals
                && description.get("profile") instanceof ObjectNode profile
                && !description.has("widths")) {
            ObjectNode model = (ObjectNode) description;
            model.set("widths", widths(intervals.remove("widths")));
            model.set("range", JsonFile.JSON.valueToTree(LabelRange.UNBOUNDED));
            intervals.set("others", intervals.get("all"));
            profile.putArray("present");
        }
        return description;
    }

    /** How many rows the scale was fitted on was not written. */
    private static JsonNode widths(JsonNode written) {
        List<Double> percentiles = new ArrayList<>();
        written.forEach(width -> percentiles.add(width.asDouble()));
        boolean flat = percentiles.stream().distinct().count() == 1;
        return JsonFile.JSON.valueToTree(new Widths(percentiles, 0, flat));
    }
}
