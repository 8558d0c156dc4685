package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.online.Found;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.row.FeatureProgram;
import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.http.FieldProblem;
import dev.waybill.serving.http.Problem;
import dev.waybill.serving.http.StrictJson;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.log.RowType;
import dev.waybill.serving.predict.RecentPredictions.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A model that answers, with the publication that it looks histories up in. What is asked of it is answered by it alone. */
final class LoadedModel implements AutoCloseable {

    private final ServedModel model;
    private final OnlineFeatures store;
    private final VersionFacts facts;
    private final String runId;
    private final List<HistoryGroup> groups;
    private final Map<String, Set<String>> fields;
    private final List<String> required;
    private final RowReader reader;
    private final AnswerWriter writer;
    private final RowType kept;
    private final int prediction;
    private final int isOod;
    /** What became of keys that were looked for since they were told of. */
    private final Map<Found.Kind, LongAdder> lookups = new EnumMap<>(Found.Kind.class);
    /** Those who took it, and who made it. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param runId of the server, as rows name whoever wrote them */
    LoadedModel(ServedModel model, OnlineFeatures store, VersionFacts facts, String runId) {
        this.model = model;
        this.store = store;
        this.facts = facts;
        this.runId = runId;
        Definition definition = model.definition();
        Source source = definition.source();
        groups = HistoryGroup.of(definition.features());
        for (Found.Kind kind : Found.Kind.values()) {
            lookups.put(kind, new LongAdder());
        }
        fields = FeatureProgram.fields(source);
        fields.keySet().retainAll(Arrays.asList(definition.raw().fieldNames()));
        required = source.isDated() ? required(source, fields.keySet()) : List.of();
        reader = new RowReader(definition.raw(), fields.keySet(), required, source.timeZone());
        writer = new AnswerWriter(model.schema());
        kept = new RowType(model.schema());
        List<String> names = Arrays.asList(model.schema().fieldNames());
        String value = names.contains(ScoredTable.PROBABILITY) ? ScoredTable.PROBABILITY : model.prediction();
        prediction = names.indexOf(value);
        isOod = names.indexOf(ScoredTable.IS_OOD);
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

    ServedModel model() {
        return model;
    }

    VersionFacts facts() {
        return facts;
    }

    OnlineFeatures store() {
        return store;
    }

    /**
     * Answers a request for predictions.
     *
     * @param log where they are kept before they are answered
     */
    Answer predict(Call call, RecentPredictions recent, PredictionCounts counts, Optional<PipelineLog> log) {
        boolean explain = call.flag("explain", true);
        AskedRows asked = StrictJson.read(call.body(), parser -> {
            AskedRows rows = AskedRows.read(parser, reader);
            if (rows.tooMany()) {
                throw Problem.tooMuch("At most %d rows may be asked for at once.".formatted(AskedRows.MOST));
            } else if (!rows.problems().isEmpty()) {
                throw Problem.fields(rows.problems());
            }
            return rows;
        });
        String pipeline = model.version().model();
        List<UnsafeRow> answers =
                model.with(predictor -> answers(predictor, asked, call, kind -> looked(kind, pipeline, counts)));
        for (int i = 0; i < answers.size(); i++) {
            note(answers.get(i), i, call, recent, counts);
        }
        Answer answer = written(answers, asked.isList(), explain);
        log.ifPresent(keeping -> keeping.predicted(kept, answers)); // what is not kept is answered all the same
        counts.answered(pipeline, call.begun());
        return answer;
    }

    private void looked(Found.Kind kind, String pipeline, PredictionCounts counts) {
        Objects.requireNonNull(lookups.get(kind)).increment();
        counts.looked(pipeline, kind);
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

    private List<UnsafeRow> answers(Predictor predictor, AskedRows asked, Call call, Consumer<Found.Kind> counted) {
        List<Asked> rows = predictor.ask(asked.rows());
        requireTimes(rows, asked);
        List<History> histories = History.of(rows, groups, store, counted);
        List<InternalRow> scored = predictor.score(rows, histories);
        double millis = call.millis();
        List<UnsafeRow> answers = new ArrayList<>(scored.size());
        for (int i = 0; i < scored.size(); i++) {
            answers.add(predictor.answer(
                    scored.get(i), request(call, i, histories.get(i).missed(), millis)));
        }
        return answers;
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
                                .formatted(model.definition().source().eventTime())));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.fields(problems);
        }
    }

    /** In the columns of {@link AnswerColumns#OF_REQUEST}. */
    private InternalRow request(Call call, int row, List<String> missed, double millis) {
        return new GenericInternalRow(new @Nullable Object[] {
            UTF8String.fromString(runId),
            micros(call.at()),
            micros(store.about().createdAt()),
            UTF8String.fromString(call.requestId()),
            row,
            call.caller().tenant().map(UTF8String::fromString).orElse(null),
            null,
            new GenericArrayData(missed.stream().map(UTF8String::fromString).toArray()),
            millis
        });
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private void note(UnsafeRow answer, int row, Call call, RecentPredictions recent, PredictionCounts counts) {
        boolean odd = isOod >= 0 && !answer.isNullAt(isOod) && answer.getBoolean(isOod);
        counts.predicted(model.version().model(), odd);
        recent.add(new Prediction(
                call.requestId(),
                row,
                answer.getDouble(prediction),
                odd,
                call.millis(),
                call.caller().tenant()));
    }

    private Answer written(List<UnsafeRow> answers, boolean isList, boolean explain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048 * answers.size());
        try (JsonGenerator json = StrictJson.FACTORY.createGenerator(bytes)) {
            writer.write(json, answers, isList, explain);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write into memory", e);
        }
        return Answer.json(bytes.toByteArray());
    }

    /** What may be asked, as JSON Schema. */
    JsonNode asked() {
        StructType raw = model.definition().raw();
        ObjectNode row = JsonSchema.row(raw, fields, required);
        ObjectNode list =
                JsonNodeFactory.instance.objectNode().put("type", "array").put("maxItems", AskedRows.MOST);
        list.set("items", row);
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("type", "object");
        wrapped.withObject("/properties").set("rows", list);
        return oneOf(row, list, wrapped);
    }

    /** What is answered, as JSON Schema. */
    JsonNode answered() {
        return oneOf(writer.schema(), writer.schemaOfList());
    }

    private static JsonNode oneOf(JsonNode... schemas) {
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        Arrays.stream(schemas).forEach(either.putArray("oneOf")::add);
        return either;
    }

    /** Has it stay open until it is let go; not if it was closed. */
    boolean take() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void letGo() {
        if (users.decrementAndGet() == 0) {
            store.close();
        }
    }

    /** Closes once all that took it have let it go. */
    @Override
    public void close() {
        letGo();
    }
}
