package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Predictions as JSON: of one row an object with all that is told of it; of several, what they have in common, and a list of
 * {@code predictions}.
 */
public final class AnswerWriter {

    private static final Set<String> IN_COMMON = Set.of(
            AnswerColumns.REQUEST_ID,
            AnswerColumns.LATENCY,
            ScoredTable.MODEL_NAME,
            ScoredTable.MODEL_VERSION,
            ScoredTable.MODEL_SHA256,
            ScoredTable.SCHEMA_VERSION,
            ScoredTable.SCORED_AT,
            FeatureTable.VERSION);

    /** For the table of predictions alone. */
    private static final Set<String> NOT_TOLD = Set.of(
            Tables.EVENT_DATE,
            AnswerColumns.TENANT,
            ScoredTable.RUN_ID,
            ScoredTable.MODEL_ID,
            ScoredTable.FEATURES_VERSION,
            ScoredTable.FEATURES_COMPUTED_AT);

    private static final Set<String> EXPLAINED = Set.of(ScoredTable.EXPLANATION, ScoredTable.BASE_VALUE);

    private final StructField[] columns;
    private final int[] inCommon;
    private final int[] ofRow;
    private final int[] unexplained;

    /** @param schema of the answers: {@link ServedModel#schema} */
    public AnswerWriter(StructType schema) {
        columns = schema.fields();
        inCommon = places(IN_COMMON::contains);
        ofRow = places(name -> !IN_COMMON.contains(name) && !NOT_TOLD.contains(name));
        unexplained = IntStream.of(ofRow)
                .filter(i -> !EXPLAINED.contains(columns[i].name()))
                .toArray();
    }

    private int[] places(Predicate<String> wanted) {
        return IntStream.range(0, columns.length)
                .filter(i -> wanted.test(columns[i].name()))
                .toArray();
    }

    /**
     * Writes the answer to a request.
     *
     * @param answers to its rows, at least one
     * @param isList whether the rows were asked for as a list
     * @param explain whether to tell what predictions are made of
     */
    public void write(JsonGenerator json, List<? extends InternalRow> answers, boolean isList, boolean explain)
            throws IOException {
        int[] told = explain ? ofRow : unexplained;
        json.writeStartObject();
        write(json, answers.get(0), inCommon);
        if (isList) {
            json.writeArrayFieldStart("predictions");
            for (InternalRow answer : answers) {
                json.writeStartObject();
                write(json, answer, told);
                json.writeEndObject();
            }
            json.writeEndArray();
        } else {
            write(json, answers.get(0), told);
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, InternalRow answer, int[] places) throws IOException {
        for (int place : places) {
            RowWriter.write(json, columns[place], answer, place);
        }
    }

    /** The schema of an answer to one row. */
    public ObjectNode schema() {
        return JsonSchema.answer(columns(IntStream.concat(IntStream.of(inCommon), IntStream.of(ofRow))));
    }

    /** The schema of an answer to a list of rows. */
    public ObjectNode schemaOfList() {
        ObjectNode list = JsonSchema.answer(columns(IntStream.of(inCommon)));
        ObjectNode predictions = JsonNodeFactory.instance.objectNode().put("type", "array");
        predictions.set("items", JsonSchema.answer(columns(IntStream.of(ofRow))));
        ((ObjectNode) list.path("properties")).set("predictions", predictions);
        return list;
    }

    private StructType columns(IntStream places) {
        return new StructType(places.mapToObj(place -> columns[place]).toArray(StructField[]::new));
    }
}
