package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Checks;
import dev.waybill.common.conf.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A batch in numbers.
 *
 * @param rows accepted, duplicates left out
 * @param reasons rejected rows by reason; a row may have several
 * @param present accepted rows, duplicates included, by column in which they are not null
 */
record Batch(
        long rowsIn,
        long rows,
        long quarantined,
        long duplicates,
        Map<String, Long> reasons,
        Map<String, Long> present) {

    static Batch count(Dataset<Row> judged, Source source) {
        Map<String, Column> figures = new LinkedHashMap<>();
        Column kept = CleanRows.isAccepted().and(functions.not(functions.col(CleanRows.DUPLICATE)));
        figures.put("rows in", functions.count_if(functions.lit(true)));
        figures.put("rows", functions.count_if(kept));
        figures.put("quarantined", functions.count_if(functions.not(CleanRows.isAccepted())));
        List<String> columns = Stream.concat(
                        source.columns().keySet().stream(),
                        Stream.of(source.label().name()))
                .toList();
        columns.forEach(name -> figures.put(
                "present " + name,
                functions.count_if(kept.and(functions.col(name).isNotNull()))));
        Row totals = judged.select(figures.values().toArray(Column[]::new)).first();

        Map<String, Long> present = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            present.put(columns.get(i), totals.getLong(3 + i));
        }
        long duplicates = totals.getLong(0) - totals.getLong(1) - totals.getLong(2);
        return new Batch(totals.getLong(0), totals.getLong(1), totals.getLong(2), duplicates, reasons(judged), present);
    }

    /** What the batch is held to, in the order in which a failure matters. */
    List<Check> checks(Checks limits, Source source) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.atLeast("rows", source.table(), (double) rowsIn, 1));
        if (rowsIn == 0) {
            return checks;
        }
        checks.add(Check.atMost(
                "unreadable",
                "",
                share(reasons.getOrDefault(CleanRows.UNREADABLE_REASON, 0L), rowsIn),
                limits.unreadable()));
        checks.add(Check.atMost("rejected", "", share(quarantined, rowsIn), limits.rejected()));
        String label = source.label().name();
        checks.add(Check.atLeast("labelled", label, (double) present.getOrDefault(label, 0L), 1));
        limits.completeness()
                .forEach((column, least) -> checks.add(
                        Check.atLeast("completeness", column, share(present.getOrDefault(column, 0L), rows), least)));
        return checks;
    }

    private static Map<String, Long> reasons(Dataset<Row> judged) {
        Map<String, Long> counts = new TreeMap<>();
        // One row a reason of params.yaml: small, whatever the data.
        judged.select(functions.explode(functions.col(CleanRows.REASONS)).as("reason"))
                .groupBy("reason")
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
