package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.Checks;
import dev.waybill.common.conf.Source;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Reads the raw rows, types and cleans them, sets rows that break a rule aside with their reasons, keeps one row a key.
 * Nothing is written before the whole batch has passed its checks.
 */
public final class Prepare implements Job<Prepare.Params, Prepare.Result> {

    public static final String QUARANTINE = "quarantine";
    public static final String QUALITY = "quality";

    public record Params(Source source, Checks checks) {

        public Params {
            ChecksOfColumns.refuse(source, checks);
        }
    }

    /**
     * Where every raw row went: {@code rowsIn = rows + quarantined + duplicates}.
     *
     * @param reasons rows in quarantine by reason; a row may have several
     */
    public record Result(long rowsIn, long rows, long quarantined, long duplicates, Map<String, Long> reasons) {}

    @Override
    public String name() {
        return "prepare";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Source source = params.source();
        context.progress().doing("reading " + source.path());
        Dataset<Row> raw =
                RawRows.read(context.spark(), source, context.workspace().home());
        Dataset<Row> judged = Sessions.inZone(
                        context.spark(), source.timeZone(), () -> CleanRows.judge(raw, source, params.checks()))
                .persist(StorageLevel.DISK_ONLY());
        try {
            context.progress().doing("checking the batch");
            Batch batch = ReadingErrors.explained(source, () -> Batch.count(judged, source));
            return publish(params, judged, batch, context);
        } finally {
            judged.unpersist();
        }
    }

    private static Result publish(Params params, Dataset<Row> judged, Batch batch, JobContext context) {
        List<Check> checks = batch.checks(params.checks(), params.source());
        Check.refuseFailed(checks, params.source());

        Tables tables = context.tables();
        String runId = context.workspace().runId();
        Instant now = context.clock().instant();
        context.progress().doing("writing " + params.source().table());
        tables.overwrite(QUARANTINE, CleanRows.rejected(judged).withColumn("run_id", functions.lit(runId)));
        tables.overwriteByDate(params.source().table(), CleanRows.accepted(judged, params.source()));
        tables.append(QUALITY, Check.rows(context.spark(), checks, runId, now));
        return account(batch, params.source(), context);
    }

    /** Counts what was really written, so that no row is lost or doubled unseen. */
    private static Result account(Batch batch, Source source, JobContext context) {
        long rows = context.tables().read(source.table()).count();
        Result result = new Result(batch.rowsIn(), rows, batch.quarantined(), batch.duplicates(), batch.reasons());
        if (batch.rowsIn() != rows + batch.quarantined() + batch.duplicates()) {
            throw new IllegalStateException("Rows were lost or doubled while preparing: " + result);
        }
        JsonFile.write(context.workspace().metrics("prepare"), result);
        return result;
    }

    @Override
    public String summary(Result result) {
        String reasons = result.reasons().entrySet().stream()
                .map(reason -> String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%,d rows of %,d; %,d to quarantine%s; %,d duplicates",
                result.rows(),
                result.rowsIn(),
                result.quarantined(),
                reasons.isEmpty() ? "" : " (" + reasons + ")",
                result.duplicates());
    }
}
