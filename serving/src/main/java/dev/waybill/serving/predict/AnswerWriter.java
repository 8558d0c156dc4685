package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.io.IOException;
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
final class AnswerWriter {

    private static final Set<String> IN_COMMON = Set.of(
            OnlineTables.REQUEST_ID,
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
            OnlineTables.TENANT,
            OnlineTables.SHADOW,
            ScoredTable.RUN_ID,
            ScoredTable.MODEL_ID,
            ScoredTable.FEATURES_VERSION,
            ScoredTable.FEATURES_COMPUTED_AT);

    private static final Set<String> OF_MODEL = Set.of(ScoredTable.MODEL_VERSION, ScoredTable.MODEL_SHA256);

    private static final Set<String> EXPLAINED = Set.of(ScoredTable.EXPLANATION, ScoredTable.BASE_VALUE);

    private final StructField[] columns;
    private final int[] inCommon;
    private final int[] ofRow;
    private final int[] unexplained;

    /**
     * A writer.
     *
     * @param schema of the answers: {@link ServedModel#schema}
     * @param byTwo whether rows of a request may be of two models
     */
    AnswerWriter(StructType schema, boolean byTwo) {
        columns = schema.fields();
        Predicate<String> isCommon = name -> IN_COMMON.contains(name) && !(byTwo && OF_MODEL.contains(name));
        inCommon = places(isCommon);
        ofRow = places(name -> !isCommon.test(name) && !NOT_TOLD.contains(name));
        unexplained = IntStream.of(ofRow)
                .filter(i -> !EXPLAINED.contains(columns[i].name()))
                .toArray();
    }

    private int[] places(Predicate<String> wanted) {
        return IntStream.range(0, columns.length)
                .filter(i -> wanted.test(columns[i].name()))
                .toArray();
    }

    /** Writes what the rows of a request have in common, as fields of an object that is open. */
    void writeCommon(JsonGenerator json, InternalRow answer) throws IOException {
        write(json, answer, inCommon);
    }

    /**
     * Writes the rest likewise.
     *
     * @param explain whether to tell what the prediction is made of
     */
    void writeRow(JsonGenerator json, InternalRow answer, boolean explain) throws IOException {
        write(json, answer, explain ? ofRow : unexplained);
    }

    private void write(JsonGenerator json, InternalRow answer, int[] places) throws IOException {
        for (int place : places) {
            RowWriter.write(json, columns[place], answer, place);
        }
    }

    /** The schema of an answer to one row. */
    ObjectNode schema() {
        return JsonSchema.answer(columns(IntStream.concat(IntStream.of(inCommon), IntStream.of(ofRow))));
    }

    /** The schema of an answer to a list of rows. */
    ObjectNode schemaOfList() {
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
