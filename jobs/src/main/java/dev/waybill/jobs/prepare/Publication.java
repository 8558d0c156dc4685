package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.KeyedTable;
import dev.waybill.common.table.KeyedTable.Late;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.table.Upsert;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Writes a batch that has passed its checks. The clean table is the last to be written, and its commit says what it
 * holds: whenever a run is broken off, the next one either does all of it again, to the same effect, or finds it done.
 *
 * @param batch the rows to write, in numbers
 * @param now what the table holds afterwards
 */
record Publication(Batch batch, Scope scope, Ingested now, Source source, KeyedTable clean, JobContext context) {

    /** Compared to tell whether rows in quarantine are new; the run that put them there is not. */
    private static final List<String> COMPARED =
            List.of("row", "reasons", CleanRows.SOURCE_FILE, "source_row", Tables.EVENT_DATE);

    /** Puts the rows that were rejected into quarantine. */
    void setAside(Dataset<Row> rows) {
        Dataset<Row> rejected =
                rows.withColumn("run_id", functions.lit(context.workspace().runId()));
        if (scope instanceof Scope.Rebuild) {
            context.tables().overwrite(Prepare.QUARANTINE, rejected);
        } else if (scope instanceof Scope.Arrived) {
            context.tables().append(Prepare.QUARANTINE, rejected);
        } else {
            String condition = scope.condition(CleanRows.SOURCE_FILE).orElse("true");
            Sessions.over(
                    batch.rowsIn(),
                    context.spark(),
                    () -> context.tables().replaceWhere(Prepare.QUARANTINE, rejected, condition, COMPARED));
        }
    }

    /** @param accepted the rows for the clean table, one a key */
    Prepare.Result write(Dataset<Row> judged, Dataset<Row> accepted) {
        long atMost = Math.max(batch.rowsIn(), clean.exists() ? clean.count() : 0);
        return Sessions.over(atMost, context.spark(), () -> {
            if (scope instanceof Scope.Day day) {
                return day(day.date(), judged, accepted);
            }
            return scope instanceof Scope.More more ? more(more, accepted) : everything(accepted);
        });
    }

    private Prepare.Result everything(Dataset<Row> accepted) {
        Prepare.Result result = new Prepare.Result(
                batch.rowsIn(), batch.rows(), batch.quarantined(), batch.duplicates(), 0, batch.reasons(), "");
        String note = now.with(result).note();
        if (scope instanceof Scope.Rebuild) {
            rebuild(accepted, note);
        } else {
            clean.replace(accepted, note, late());
        }
        return accounted(result, clean.count(), context.tables().count(Prepare.QUARANTINE));
    }

    private Prepare.Result more(Scope.More added, Dataset<Row> accepted) {
        Upsert.Counts counts = clean.upsert(
                accepted,
                Optional.empty(),
                found -> now.with(together(added, found)).note(),
                late());
        return accounted(
                together(added, counts), clean.count(), context.tables().count(Prepare.QUARANTINE));
    }

    /** A row whose key was there already is one duplicate more, whichever of the two stays. */
    private Prepare.Result together(Scope.More added, Upsert.Counts counts) {
        Prepare.Result before = added.last().totals().orElseThrow();
        long met = counts.replacing() + counts.outranked() + counts.same();
        return new Prepare.Result(
                before.rowsIn() + batch.rowsIn(),
                before.rows() + counts.added(),
                before.quarantined() + batch.quarantined(),
                before.duplicates() + batch.duplicates() + met,
                0,
                sum(before.reasons(), batch.reasons()),
                added.words());
    }

    private Prepare.Result day(LocalDate date, Dataset<Row> judged, Dataset<Row> accepted) {
        long outranked = clean.exists()
                ? clean.upsert(accepted, Optional.of(date), counts -> now.note(), late())
                        .outranked()
                : create(accepted);
        Prepare.Result result = new Prepare.Result(
                batch.rowsIn(),
                batch.rows() - outranked,
                batch.quarantined(),
                batch.duplicates(),
                outranked,
                batch.reasons(),
                date.toString());
        long undated = judged.where(functions.col(Tables.EVENT_DATE).isNull()).count();
        return accounted(
                result,
                context.tables().count(source.table(), List.of(date)),
                quarantined(scope.condition(CleanRows.SOURCE_FILE).orElseThrow()) - undated);
    }

    /** @return the rows for which another date has a better one: none */
    private long create(Dataset<Row> accepted) {
        rebuild(accepted, now.note());
        return 0;
    }

    /**
     * Rows of dates that have features already. They are noted before they are written themselves: a run that is broken off in
     * between notes them once more, and later counts. A row that changes since another one came after it is not late.
     */
    private Late late() {
        Tables tables = context.tables();
        boolean counts = source.isDated()
                && source.arrivesAt().isEmpty()
                && source.next().isEmpty()
                && tables.exists(FeatureTable.NAME);
        return new Late(
                counts ? tables.dates(tables.version(FeatureTable.NAME)) : Set.of(),
                rows -> LateRows.add(
                        rows, context.clock().instant(), context.workspace().runId(), source, tables));
    }

    private void rebuild(Dataset<Row> accepted, String note) {
        Dataset<Row> rows = Tables.commented(accepted, CleanRows.comments(source));
        Sessions.atOnce(context.spark(), () -> clean.rebuild(rows, note)); // they are kept, and dealt by date alone
    }

    private long quarantined(String condition) {
        return Sessions.count(context.tables().read(Prepare.QUARANTINE).where(condition));
    }

    /** Counts what was really written, so that no row is lost or doubled unseen. */
    private static Prepare.Result accounted(Prepare.Result result, long rows, long quarantined) {
        long found = rows + quarantined + result.duplicates() + result.superseded();
        if (rows != result.rows() || quarantined != result.quarantined() || found != result.rowsIn()) {
            throw new IllegalStateException(
                    "Rows were lost or doubled while preparing: %s, but %d rows and %d in quarantine"
                            .formatted(result, rows, quarantined));
        }
        return result;
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }
}
