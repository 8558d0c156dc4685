package dev.waybill.serving.predict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.online.Found;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.row.FeatureProgram;
import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.http.FieldProblem;
import dev.waybill.serving.http.Problem;
import dev.waybill.serving.http.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** From the body of a request to rows with their histories, which come from one publication. */
final class RequestRows implements AutoCloseable {

    private final Definition definition;
    private final OnlineFeatures store;
    private final List<HistoryGroup> groups;
    private final Map<String, Set<String>> fields;
    private final List<String> required;
    private final RowReader reader;
    /** What became of keys that were looked for since they were told of. */
    private final Map<Found.Kind, LongAdder> lookups = new EnumMap<>(Found.Kind.class);

    /** @param store is closed with this */
    RequestRows(Definition definition, OnlineFeatures store) {
        this.definition = definition;
        this.store = store;
        Source source = definition.source();
        groups = HistoryGroup.of(definition.features());
        fields = FeatureProgram.fields(source);
        fields.keySet().retainAll(Arrays.asList(definition.raw().fieldNames()));
        required = source.isDated() ? required(source, fields.keySet()) : List.of();
        reader = new RowReader(definition.raw(), fields.keySet(), required, source.timeZone());
        for (Found.Kind kind : Found.Kind.values()) {
            lookups.put(kind, new LongAdder());
        }
    }

    /** The fields that the event time is made of: if there are several, any may be missing in some rows. */
    private static List<String> required(Source source, Set<String> fields) {
        Source.Column eventTime = source.parts().get(0).expressions().get(source.eventTime());
        List<String> named = eventTime == null
                ? List.of()
                : SqlExpressions.columns(eventTime.expr()).stream()
                        .filter(fields::contains)
                        .toList();
        return named.size() == 1 ? named : List.of();
    }

    OnlineFeatures store() {
        return store;
    }

    /**
     * Reads the body.
     *
     * @throws Problem naming each field that is wrong
     */
    AskedRows read(Call call) {
        return StrictJson.read(call.body(), parser -> {
            AskedRows rows = AskedRows.read(parser, reader);
            if (rows.tooMany()) {
                throw Problem.tooMuch("At most %d rows may be asked for at once.".formatted(AskedRows.MOST));
            } else if (!rows.problems().isEmpty()) {
                throw Problem.fields(rows.problems());
            }
            return rows;
        });
    }

    /**
     * Looks their histories up.
     *
     * @param rows what a predictor made of those that were asked
     */
    List<RequestRow> complete(List<Asked> rows, AskedRows asked, Dealer dealer, PredictionCounts.Lookups counts) {
        requireTimes(rows, asked);
        List<History> histories = History.of(rows, groups, store, kind -> {
            Objects.requireNonNull(lookups.get(kind)).increment();
            counts.looked(kind);
        });
        List<RequestRow> complete = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            complete.add(new RequestRow(i, rows.get(i), histories.get(i), dealer.variant(rows.get(i))));
        }
        return complete;
    }

    /** Without an event time batch scoring has no row either: it is set aside. */
    private void requireTimes(List<Asked> rows, AskedRows asked) {
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).at() == null) {
                String field = required.isEmpty() ? "" : required.get(0);
                problems.add(new FieldProblem(
                        asked.place(i, field),
                        "gives no %s, the time at which the prediction is asked for"
                                .formatted(definition.source().eventTime())));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.fields(problems);
        }
    }

    /** Tells the store of its lookups since this was done last. */
    void report(OnlineStore to) {
        Map<Found.Kind, Long> since = new EnumMap<>(Found.Kind.class);
        lookups.forEach((kind, count) -> since.put(kind, count.sumThenReset()));
        since.values().removeIf(count -> count == 0);
        if (!since.isEmpty()) {
            to.count(store.about().name(), since);
        }
    }

    /** What may be asked, as JSON Schema. */
    JsonNode schema() {
        ObjectNode row = JsonSchema.row(definition.raw(), fields, required);
        ObjectNode list =
                JsonNodeFactory.instance.objectNode().put("type", "array").put("maxItems", AskedRows.MOST);
        list.set("items", row);
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("type", "object");
        wrapped.withObject("/properties").set("rows", list);
        return JsonSchema.oneOf(List.of(row, list, wrapped));
    }

    @Override
    public void close() {
        store.close();
    }
}
