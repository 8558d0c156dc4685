package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The first rows of a query for programs.
 *
 * @param rows objects by column name, nulls included
 * @param more whether there are rows beyond these
 */
record QueryJson(List<TypedColumn> columns, List<JsonNode> rows, boolean more) {

    /** A column with Spark's name for its type. */
    record TypedColumn(String name, String type) {}

    private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

    /** @param limit the most rows to take; 0 for all */
    static QueryJson of(Dataset<Row> query, int limit) {
        Dataset<Row> some = limit == 0 ? query : query.limit(limit + 1);
        List<String> taken = some.select(functions.to_json(functions.struct(functions.col("*")), WITH_NULLS))
                .as(Encoders.STRING())
                .collectAsList();
        List<String> shown = limit == 0 ? taken : taken.subList(0, Math.min(limit, taken.size()));
        return new QueryJson(
                Arrays.stream(query.schema().fields())
                        .map(field ->
                                new TypedColumn(field.name(), field.dataType().catalogString()))
                        .toList(),
                shown.stream().map(Json::tree).toList(),
                taken.size() > shown.size());
    }
}
