package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a query, each as texts. Of a long answer there is never more than one partition in memory; its first rows
 * are there before anything is printed, so that a query that fails has most probably failed by then.
 */
final class QueryResult {

    /** A column with Spark's name for its type. */
    record TypedColumn(String name, String type) {}

    private static final int FIRST_ROWS = 1_000;
    private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

    private final StructType schema;
    private final long limit;
    /** One row more than wanted, if there is one. */
    private final Iterator<Row> rows;

    private final List<List<String>> first = new ArrayList<>();
    private long taken;

    private QueryResult(StructType schema, Dataset<Row> texts, int limit) {
        this.schema = schema;
        this.limit = limit == 0 ? Long.MAX_VALUE : limit;
        this.rows = limit == 0 || limit > FIRST_ROWS
                ? (limit == 0 ? texts : texts.limit((int) Math.min(limit + 1L, Integer.MAX_VALUE))).toLocalIterator()
                : texts.limit(limit + 1).collectAsList().iterator();
        Iterator<List<String>> wanted = wanted();
        while (first.size() < FIRST_ROWS && wanted.hasNext()) {
            first.add(wanted.next());
        }
    }

    /**
     * The rows the way Spark SQL writes them.
     *
     * @param limit the most rows to take; 0 for all
     */
    static QueryResult texts(Dataset<Row> query, int limit) {
        // By position, because columns of a query may share a name.
        String[] names = IntStream.range(0, query.columns().length)
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new);
        Dataset<Row> renamed = query.toDF(names);
        Column[] texts = Arrays.stream(names)
                .map(name -> renamed.col(name).cast("string"))
                .toArray(Column[]::new);
        return new QueryResult(query.schema(), renamed.select(texts), limit);
    }

    /** As {@link #texts}, each row an object by column name, nulls included. */
    static QueryResult objects(Dataset<Row> query, int limit) {
        Column all = functions.struct(functions.col("*"));
        return new QueryResult(query.schema(), query.select(functions.to_json(all, WITH_NULLS)), limit);
    }

    /** Prints {@link #texts} as a table; the first rows say how wide its columns are. */
    void printTable(Terminal terminal, PrintStream out) {
        List<TextTable.Column> columns = Arrays.stream(schema.fields())
                .map(field -> new TextTable.Column(field.name(), field.dataType() instanceof NumericType))
                .toList();
        new TextTable(columns, first).print(terminal, wanted(), out::println);
        if (rows.hasNext()) {
            out.printf("The first %,d rows; there are more. --limit N prints more of them, --limit 0 all.%n", limit);
        }
    }

    /** Prints {@link #objects} as one document: columns, rows, and whether there are more. */
    void printJson(PrintStream out) {
        try {
            JsonGenerator json = JsonFile.JSON.createGenerator(out);
            json.writeStartObject();
            json.writeObjectField(
                    "columns",
                    Arrays.stream(schema.fields())
                            .map(field -> new TypedColumn(
                                    field.name(), field.dataType().catalogString()))
                            .toList());
            json.writeArrayFieldStart("rows");
            for (List<String> row : first) {
                json.writeRawValue(row.get(0));
            }
            for (Iterator<List<String>> rest = wanted(); rest.hasNext(); ) {
                json.writeRawValue(rest.next().get(0));
            }
            json.writeEndArray();
            json.writeBooleanField("more", rows.hasNext());
            json.writeEndObject();
            json.flush();
            out.println();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot print the answer", e);
        }
    }

    /** What was not taken yet, up to the limit. */
    private Iterator<List<String>> wanted() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return taken < limit && rows.hasNext();
            }

            @Override
            public List<String> next() {
                taken++;
                return cells(rows.next());
            }
        };
    }

    private static List<String> cells(Row row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            cells.add(row.isNullAt(i) ? "null" : row.getString(i));
        }
        return cells;
    }
}
