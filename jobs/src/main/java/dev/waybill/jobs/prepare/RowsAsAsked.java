package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The rows of a source as somebody would ask for predictions of them. */
public final class RowsAsAsked {

    /** The row as JSON. */
    public static final String ASKED = "asked";

    private RowsAsAsked() {}

    /** The key and the event date of each row, and the row as it came: also of rows that would not get through. */
    public static Dataset<Row> of(Prepare.Params params, JobContext context) {
        Source source = params.source();
        List<Dataset<Row>> raw = source.parts().stream()
                .map(part -> RawRows.read(context.spark(), part, context.workspace()))
                .toList();
        Dataset<Row> typed = Sessions.inZone(
                context.spark(),
                source.timeZone(),
                () -> TypedRows.of(raw, source, params.checks(), Lookups.open(source, context), Optional.empty()));
        Column[] columns = Stream.of(
                        source.key().stream().map(functions::col),
                        Stream.of(
                                functions.col(Tables.EVENT_DATE),
                                functions.col(TypedRows.RAW).as(ASKED)))
                .flatMap(all -> all)
                .toArray(Column[]::new);
        return typed.select(columns);
    }
}
