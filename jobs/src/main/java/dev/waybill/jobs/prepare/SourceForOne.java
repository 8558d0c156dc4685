package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.row.LookupTable;
import dev.waybill.common.section.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What it takes to make a clean row of one that does not stand in the source, but looks like it.
 *
 * @param raw the type of rows as the source has them; of several inputs, as the first has them
 * @param lookups the tables of {@link Source#lookups}, in that order
 */
public record SourceForOne(StructType raw, List<LookupTable> lookups) {

    /** Looks into the source, not at its rows, and reads the tables beside them. */
    public static SourceForOne of(Source source, JobContext context) {
        StructType all = RawRows.read(context.spark(), source.parts().get(0), context.workspace())
                .schema();
        StructField[] own = Arrays.stream(all.fields())
                .filter(column -> !RawRows.OWN_COLUMNS.contains(column.name()))
                .toArray(StructField[]::new);
        List<LookupTable> lookups = Lookups.open(source, context).tables().stream()
                .map(SourceForOne::table)
                .toList();
        return new SourceForOne(new StructType(own).asNullable(), lookups); // whatever the file promises of itself
    }

    /** Small enough to be sent to every executor. */
    private static LookupTable table(Lookups.Table table) {
        StructType columns = (StructType) table.rows().schema().apply(1).dataType();
        Map<String, InternalRow> rows = new HashMap<>();
        for (InternalRow row : table.rows().queryExecution().executedPlan().executeCollect()) {
            rows.put(
                    row.getUTF8String(0).toString(),
                    row.getStruct(1, columns.size()).copy());
        }
        return new LookupTable(table.name(), columns, rows);
    }
}
