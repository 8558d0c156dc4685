package dev.waybill.pipelines.parity;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.prepare.RowsAsAsked;
import dev.waybill.serving.access.Caller;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.predict.RowWriter;
import dev.waybill.serving.predict.ServedPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Asks for rows that batch-score has scored, as somebody would at the request, and compares all that both say: to the last
 * digit, since a number that has all of its digits has all of its bits.
 *
 * @param rows that were compared
 * @param differing of these
 * @param columns that were compared
 * @param differences by column, how many rows differ in it
 * @param examples of rows that differ, in words
 */
public record Parity(
        LocalDate date,
        String model,
        long rows,
        long differing,
        List<String> columns,
        SortedMap<String, Long> differences,
        List<String> examples) {

    private static final int ROWS_AT_ONCE = 500;
    private static final int EXAMPLES = 5;

    /** What says when it was said. */
    private static final Set<String> OF_THE_RUN = Set.of(ScoredTable.SCORED_AT);

    /**
     * Compares.
     *
     * @param pipeline whose published features have to be as of the date
     * @param most rows that are compared
     */
    public static Parity of(
            ServedPipeline pipeline, LocalDate date, int most, Prepare.Params params, JobContext context) {
        Source source = params.source();
        Dataset<Row> joined =
                joined(date, pipeline.version().version(), params, context).limit(most);
        StructType schema = joined.schema();
        Comparison comparison = new Comparison(source);
        Iterator<InternalRow> rows = joined.queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(InternalRow::copy)
                .toLocalIterator();
        List<InternalRow> together = new ArrayList<>();
        while (rows.hasNext()) {
            together.add(rows.next());
            if (together.size() == ROWS_AT_ONCE || !rows.hasNext()) {
                comparison.compare(together, schema, answers(pipeline, together, schema, context));
                together.clear();
            }
        }
        return comparison.result(date, pipeline.version().toString());
    }

    /** What batch-score said, and behind it the row as it was asked. */
    private static Dataset<Row> joined(LocalDate date, int version, Prepare.Params params, JobContext context) {
        List<String> key = params.source().key();
        Dataset<Row> scored = context.tables()
                .read(ScoredTable.NAME)
                .where(functions
                        .col(Tables.EVENT_DATE)
                        .equalTo(Date.valueOf(date))
                        .and(functions.col(ScoredTable.MODEL_VERSION).equalTo(version)));
        Dataset<Row> asked = RowsAsAsked.of(params, context)
                .where(functions.col(Tables.EVENT_DATE).equalTo(Date.valueOf(date)))
                .drop(Tables.EVENT_DATE)
                .dropDuplicates(key.toArray(String[]::new));
        return scored.join(asked, key.toArray(String[]::new));
    }

    private static JsonNode answers(
            ServedPipeline pipeline, List<InternalRow> rows, StructType schema, JobContext context) {
        int asked = schema.fieldIndex(RowsAsAsked.ASKED);
        List<String> bodies = rows.stream().map(row -> row.getString(asked)).toList();
        byte[] body = bodies.toString().getBytes(StandardCharsets.UTF_8);
        Call call = new Call(
                Map.of(),
                Map.of(),
                body,
                Caller.ANYBODY,
                "parity",
                context.clock().instant(),
                System.nanoTime());
        return read(pipeline.predict(call).body());
    }

    private static JsonNode read(byte[] json) {
        try {
            return JsonFile.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON", e);
        }
    }

    /** What has been compared so far. */
    private static final class Comparison {

        private final Source source;
        private final SortedMap<String, Long> differences = new TreeMap<>();
        private final List<String> examples = new ArrayList<>();
        private List<String> columns = List.of();
        private long rows;
        private long differing;

        private Comparison(Source source) {
            this.source = source;
        }

        private void compare(List<InternalRow> scored, StructType schema, JsonNode answers) {
            for (int i = 0; i < scored.size(); i++) {
                compare(json(scored.get(i), schema), answers.path("predictions").path(i), answers);
            }
        }

        private void compare(JsonNode expected, JsonNode told, JsonNode inCommon) {
            columns = Arrays.stream(names(expected))
                    .filter(name -> told.has(name) || inCommon.has(name))
                    .filter(name -> !OF_THE_RUN.contains(name))
                    .filter(name ->
                            !(source.key().contains(name) && told.path(name).isNull()))
                    .toList();
            List<String> others = columns.stream()
                    .filter(name -> !Objects.equals(
                            text(expected.path(name)), text(told.has(name) ? told.path(name) : inCommon.path(name))))
                    .toList();
            rows++;
            others.forEach(name -> differences.merge(name, 1L, Long::sum));
            differing += others.isEmpty() ? 0 : 1;
            if (!others.isEmpty() && examples.size() < EXAMPLES) {
                String name = others.get(0);
                examples.add("%s: %s is %s in table scored, and %s online"
                        .formatted(
                                source.key().stream().map(expected::path).toList(),
                                name,
                                expected.path(name),
                                told.has(name) ? told.path(name) : inCommon.path(name)));
            }
        }

        private static String text(JsonNode value) {
            return value.toString();
        }

        private static String[] names(JsonNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            return names.toArray(String[]::new);
        }

        private static JsonNode json(InternalRow row, StructType schema) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = JsonFile.JSON.createGenerator(bytes)) {
                json.writeStartObject();
                for (int i = 0; i < schema.size(); i++) {
                    RowWriter.write(json, schema.fields()[i], row, i);
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write into memory", e);
            }
            return read(bytes.toByteArray());
        }

        private Parity result(LocalDate date, String model) {
            return new Parity(date, model, rows, differing, columns, differences, List.copyOf(examples));
        }
    }
}
