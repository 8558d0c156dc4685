package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.log.RowType;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A model that answers: what it says of rows, and how that is told. */
final class LoadedModel {

    private final ServedModel model;
    private final VersionFacts facts;
    private final String runId;
    private final long publishedAt;
    private final AnswerWriter writer;
    private final RowType kept;
    private final int prediction;
    private final int isOod;

    /**
     * One.
     *
     * @param runId of the server, as rows name whoever wrote them
     * @param publishedAt when the features were published that it answers with
     * @param byTwo whether rows of a request may be of another model as well
     */
    LoadedModel(ServedModel model, VersionFacts facts, String runId, Instant publishedAt, boolean byTwo) {
        this.model = model;
        this.facts = facts;
        this.runId = runId;
        this.publishedAt = micros(publishedAt);
        writer = new AnswerWriter(model.schema(), byTwo);
        kept = new RowType(model.schema());
        List<String> names = Arrays.asList(model.schema().fieldNames());
        String value = names.contains(ScoredTable.PROBABILITY) ? ScoredTable.PROBABILITY : model.prediction();
        prediction = names.indexOf(value);
        isOod = names.indexOf(ScoredTable.IS_OOD);
    }

    ServedModel model() {
        return model;
    }

    VersionFacts facts() {
        return facts;
    }

    /** What its answers are kept as. */
    RowType kept() {
        return kept;
    }

    /**
     * What it says of rows, one after the other.
     *
     * @param shadow whether that is told to nobody
     */
    List<UnsafeRow> answer(List<RequestRow> rows, Call call, boolean shadow) {
        return Parts.ofEach(rows, part -> answerPart(part, call, shadow));
    }

    private List<UnsafeRow> answerPart(List<RequestRow> rows, Call call, boolean shadow) {
        return model.with(predictor -> {
            List<InternalRow> scored = predictor.score(rows);
            double millis = call.millis();
            List<UnsafeRow> answers = new ArrayList<>(scored.size());
            for (int i = 0; i < scored.size(); i++) {
                answers.add(predictor.answer(scored.get(i), request(rows.get(i), call, shadow, millis)));
            }
            return answers;
        });
    }

    /** In the columns of {@link AnswerColumns#OF_REQUEST}. */
    private InternalRow request(RequestRow row, Call call, boolean shadow, double millis) {
        return new GenericInternalRow(new @Nullable Object[] {
            UTF8String.fromString(runId),
            micros(call.at()),
            publishedAt,
            UTF8String.fromString(call.requestId()),
            row.place(),
            call.caller().tenant().map(UTF8String::fromString).orElse(null),
            row.variant() == null ? null : UTF8String.fromString(row.variant().name()),
            shadow,
            new GenericArrayData(
                    row.history().missed().stream().map(UTF8String::fromString).toArray()),
            millis
        });
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** The number that an answer predicts; of a class its probability. */
    double predicted(UnsafeRow answer) {
        return answer.getDouble(prediction);
    }

    /** Whether an answer is flagged as out of distribution. */
    boolean isOod(UnsafeRow answer) {
        return isOod >= 0 && !answer.isNullAt(isOod) && answer.getBoolean(isOod);
    }

    /** See {@link AnswerWriter#writeCommon}. */
    void writeCommon(JsonGenerator json, UnsafeRow answer) throws IOException {
        writer.writeCommon(json, answer);
    }

    /** See {@link AnswerWriter#writeRow}. */
    void writeRow(JsonGenerator json, UnsafeRow answer, boolean explain) throws IOException {
        writer.writeRow(json, answer, explain);
    }

    /** What is answered, as JSON Schema. */
    JsonNode schema() {
        return JsonSchema.oneOf(List.of(writer.schema(), writer.schemaOfList()));
    }
}
