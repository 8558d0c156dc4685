package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.quality.AcceptedBatch;
import dev.waybill.jobs.prepare.quality.BatchProfile;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.Checks;
import dev.waybill.jobs.prepare.quality.ColumnChecks;
import dev.waybill.jobs.prepare.quality.Days;
import dev.waybill.jobs.prepare.quality.OutlierChecks;
import dev.waybill.jobs.prepare.quality.Quality;
import dev.waybill.jobs.prepare.quality.QualityTable;
import dev.waybill.jobs.prepare.quality.RecentDays;
import dev.waybill.jobs.prepare.quality.References;
import dev.waybill.jobs.prepare.quality.SchemaChecks;
import dev.waybill.jobs.prepare.quality.Shown;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The audit between writing and publishing: a batch that is not good enough changes no table that others read. What was
 * found is kept either way, in table {@code quality} and on a page; a refused batch itself in table {@value #REFUSED}.
 *
 * @param last the batch to compare with, if one was accepted before
 */
record Audit(Source source, Checks limits, JobContext context, Optional<AcceptedBatch> last, References references) {

    /** The last batch that was refused: its judged rows. */
    static final String REFUSED = "refused";

    static final String PAGE = "quality.html";

    /** How many failures the error line names. */
    private static final int NAMED = 3;

    /** Looks at all that a batch will be compared with, before a row of it is read. */
    static Audit open(Prepare.Params params, JobContext context) {
        return new Audit(
                params.source(),
                params.checks(),
                context,
                AcceptedBatch.last(context.tables()),
                References.open(params.checks(), params.source().timeZone(), context));
    }

    /** Refuses a source without columns that it had, and that are needed to judge its rows. */
    void requireColumns(List<Dataset<Row>> raw) {
        Map<String, String> types = rawTypes(raw);
        last.flatMap(before -> SchemaChecks.needed(limits, source, before.rawTypes(), types))
                .map(check -> new Quality(List.of(check), limits.gate()))
                .ifPresent(quality -> refuse(new AuditResult(
                        Batch.UNREAD, quality, types, new BatchProfile(0, List.of(), Map.of()), List.of())));
    }

    /**
     * Checks a judged batch, and refuses it if it is not good enough.
     *
     * @param part whether it stands beside rows that were accepted before
     */
    AuditResult requireQuality(List<Dataset<Row>> raw, Dataset<Row> judged, Batch batch, boolean part) {
        context.progress().doing("comparing the batch with earlier ones");
        AuditResult findings = batch.rowsIn() == 0 ? empty(raw, batch, part) : findings(raw, judged, batch, part);
        if (!findings.quality().accepted()) {
            String runId = context.workspace().runId();
            context.tables().overwrite(REFUSED, judged.withColumn("_run_id", functions.lit(runId)));
            refuse(findings);
        }
        return findings;
    }

    /**
     * Keeps what was found of a batch that is published, for people and for the next batch to be compared with. In this
     * order: repeated after it was broken off in between, a run would otherwise keep figures of the batch compared with
     * itself. One that is broken off later, before the clean table is committed, still writes such a page.
     */
    void accept(AuditResult findings) {
        Instant now = context.clock().instant();
        record(findings, context.tables(), now);
        Dataset<Row> accepted = AcceptedBatch.rows(
                context.spark(),
                findings.rawTypes(),
                findings.profile(),
                context.workspace().runId(),
                now);
        Sessions.atOnce(context.spark(), () -> context.tables().overwrite(AcceptedBatch.TABLE, accepted));
    }

    private AuditResult empty(List<Dataset<Row>> raw, Batch batch, boolean part) {
        Quality quality = new Quality(batch.checks(limits, source, due(), part), limits.gate());
        return new AuditResult(batch, quality, rawTypes(raw), new BatchProfile(0, List.of(), Map.of()), List.of());
    }

    private AuditResult findings(List<Dataset<Row>> raw, Dataset<Row> judged, Batch batch, boolean part) {
        Dataset<Row> clean = CleanRows.accepted(judged, source);
        BatchProfile profile = BatchProfile.of(clean, batch.rows(), source.key(), limits.unique());
        Quality quality = new Quality(checks(rawTypes(raw), clean, batch, profile, part), limits.gate());
        return new AuditResult(batch, quality, rawTypes(raw), profile, Samples.of(judged, batch, quality));
    }

    private List<Check> checks(
            Map<String, String> types, Dataset<Row> clean, Batch batch, BatchProfile profile, boolean part) {
        List<Check> checks = new ArrayList<>(batch.checks(limits, source, due(), part));
        checks.addAll(ColumnChecks.of(
                limits, profile, last.map(AcceptedBatch::columns).orElse(Map.of())));
        last.ifPresent(before -> checks.addAll(SchemaChecks.of(limits, before.rawTypes(), types)));
        checks.addAll(OutlierChecks.of(limits, profile, clean));
        checks.addAll(references.of(clean));
        checks.addAll(volume(batch.days()));
        return checks;
    }

    private List<Check> volume(Days days) {
        Tables tables = context.tables();
        return source.isDated() && tables.exists(source.table())
                ? new RecentDays(
                                limits,
                                tables.perDate(tables.version(source.table())),
                                context.date(),
                                due().atZone(source.timeZone()).toLocalDate())
                        .volume(days)
                : List.of();
    }

    /** When the newest row should be there: at the end of the day that the run is for, or now. */
    private Instant due() {
        return context.date()
                .map(day -> day.plusDays(1).atStartOfDay(source.timeZone()).toInstant())
                .orElseGet(context.clock()::instant);
    }

    /** Of all inputs; a column that several have is of the type that it has in the last of them. */
    private static Map<String, String> rawTypes(List<Dataset<Row>> raw) {
        Map<String, String> types = new TreeMap<>();
        raw.forEach(input -> types.putAll(AcceptedBatch.rawTypes(
                input.drop(RawRows.OWN_COLUMNS.toArray(String[]::new)).schema())));
        return types;
    }

    private void refuse(AuditResult findings) {
        // The same batch refused again, compared with the same one, is no news.
        String refusal = findings.quality() + last.map(AcceptedBatch::runId).orElse("");
        Tables once =
                context.tables().during("refused " + DigestUtils.sha256Hex(refusal.getBytes(StandardCharsets.UTF_8)));
        record(findings, once, context.clock().instant());
        throw Refusal.data(
                "quality.refused",
                "Refused the batch from %s: %s. Tables stay as they were. See %s."
                        .formatted(source.origin(), reason(findings.quality()), shownPage()),
                "Correct the data, or change 'checks' in params.yaml.");
    }

    private void record(AuditResult findings, Tables tables, Instant now) {
        String runId = context.workspace().runId();
        Batch batch = findings.batch();
        tables.append(
                Prepare.QUALITY, QualityTable.rows(context.spark(), findings.quality(), batch.days(), runId, now));
        QualityPage page = QualityPage.of(findings, source, context, last);
        HtmlPage.write(page(), HtmlPage.render(Audit.class, "quality.mustache", page));
    }

    private static String reason(Quality quality) {
        List<Check> failed = quality.failed();
        String worst = failed.stream().limit(NAMED).map(Check::message).collect(Collectors.joining("; "));
        String more = failed.size() > NAMED ? "; and %d more".formatted(failed.size() - NAMED) : "";
        String points = quality.criticalFailed()
                ? ""
                : "it has %s of 100 points, below checks.gate %s: "
                        .formatted(Shown.number(quality.score()), Shown.number(quality.gate()));
        return points + worst + more;
    }

    private Path page() {
        return context.workspace().report(PAGE);
    }

    private String shownPage() {
        return context.workspace().home().relativize(page()).toString();
    }
}
