package dev.waybill.jobs.prepare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.RawPath;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.KeyedTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.files.Origin;
import dev.waybill.jobs.prepare.files.ReadingErrors;
import dev.waybill.jobs.prepare.quality.AcceptedBatch;
import dev.waybill.jobs.prepare.quality.Checks;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Reads the raw rows, types and cleans them, sets rows that break a rule aside with their reasons, keeps one row a key.
 * Nothing is written before the whole batch has passed its checks, and no more is read than what came since: see
 * {@link Scope}.
 */
public final class Prepare implements Job<Prepare.Params, Prepare.Result> {

    public static final String QUARANTINE = "quarantine";
    public static final String QUALITY = "quality";

    public record Params(
            Task task, Source source, @Default("{}") Checks checks) {

        public Params {
            ChecksOfColumns.refuse(source, checks);
        }
    }

    /**
     * Where every raw row went: {@code rowsIn = rows + quarantined + duplicates + superseded}. Of all rows that the
     * tables hold, or, where the run was for an event date, of that date's.
     *
     * @param duplicates rows for which another one with the same key is kept
     * @param superseded of a run for a date: rows for which another date has a better one with the same key
     * @param reasons rows in quarantine by reason; a row may have several
     * @param covered what was read, if not all: {@code 2020-03-08}, {@code 2 new files}
     */
    public record Result(
            long rowsIn,
            long rows,
            long quarantined,
            long duplicates,
            long superseded,
            Map<String, Long> reasons,
            String covered) {

        Result covering(String what) {
            return new Result(rowsIn, rows, quarantined, duplicates, superseded, reasons, what);
        }
    }

    @Override
    public String name() {
        return "prepare";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(
                Artifact.table(params.source().table()),
                Artifact.table(QUARANTINE),
                Artifact.table(QUALITY),
                Artifact.table(AcceptedBatch.TABLE),
                Artifact.report(Audit.PAGE),
                Artifact.metrics(name()));
    }

    @Override
    public List<RawPath> rawPaths(Params params) {
        return RawPaths.of(params.source(), params.checks());
    }

    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Source source = params.source();
        refuseReplay(source, context);
        Audit audit = Audit.open(params, context);
        context.progress().doing("reading " + source.origin());
        List<Dataset<Row>> raw = source.parts().stream()
                .map(part -> RawRows.read(context.spark(), part, context.workspace()))
                .toList();
        audit.requireColumns(raw);
        Lookups lookups = Lookups.open(source, context);
        Optional<LocalDate> last = last(source, context);
        Dataset<Row> typed = Sessions.inZone(
                context.spark(), source.timeZone(), () -> TypedRows.of(raw, source, params.checks(), lookups, last));
        LabelType.require(params.task(), source, typed.schema());
        Optional<SourceFiles> files = ReadingErrors.explained(
                Origin.of(source), () -> SourceFiles.of(context.spark(), source, raw, context.workspace()));
        CleanDefinition definition =
                new CleanDefinition(source, params.checks(), typed.schema(), lookups.prints(context));
        Ingested now = new Ingested(
                definition.print(),
                context.dateOf(source),
                files.filter(all -> last.isEmpty()).map(SourceFiles::sorted),
                Optional.empty(),
                context.until());
        KeyedTable clean = context.tables().keyed(source.table(), source.key(), CleanRows.ranking(source));
        Scope known = Scope.of(definition.inOurWords(clean.notes()), now, files);
        Scope scope = confirmed(source.next().isPresent() ? all(known, clean) : known, clean, context.tables());
        Dataset<Row> come = context.until()
                .map(moment -> TypedRows.until(moment, typed, source))
                .orElse(typed);
        Result result = ingest(scope, raw, come, now, clean, audit);
        writeMetrics(result, context);
        return result;
    }

    /** What had come by a moment is told of a row by its label, which here tells when another one came. */
    private static void refuseReplay(Source source, JobContext context) {
        if (source.next().isPresent() && context.until().isPresent()) {
            throw Refusal.mistake(
                    "source.next-in-replay",
                    "Cannot replay %s: source.next makes labels of rows that come later, so when a row itself had come is not told."
                            .formatted(source.table()),
                    "Run nightly for one date after another.");
        }
    }

    /**
     * Of a run for a date that looks for what comes next, the last date that rows may be of: none after it, unless the table
     * has some already.
     */
    private static Optional<LocalDate> last(Source source, JobContext context) {
        return context.dateOf(source)
                .filter(date -> source.next().isPresent())
                .flatMap(date -> Stream.concat(Stream.of(date), dates(source, context.tables()))
                        .max(Comparator.naturalOrder()));
    }

    private static Stream<LocalDate> dates(Source source, Tables tables) {
        return tables.exists(source.table()) ? tables.dates(tables.version(source.table())).stream() : Stream.empty();
    }

    /** A row that comes may be what comes after one that is there already, on whatever date that is. */
    private static Scope all(Scope known, KeyedTable clean) {
        boolean isPart = known instanceof Scope.More || known instanceof Scope.Day;
        if (!isPart) {
            return known;
        }
        return clean.exists() ? new Scope.Everything() : new Scope.Rebuild();
    }

    private static Result ingest(
            Scope scope, List<Dataset<Row>> raw, Dataset<Row> typed, Ingested now, KeyedTable clean, Audit audit) {
        if (scope instanceof Scope.Nothing nothing) {
            return nothing.last().totals().orElseThrow().covering("nothing new");
        }
        Source source = audit.source();
        JobContext context = audit.context();
        Dataset<Row> judged = Sessions.inZone(
                        context.spark(),
                        source.timeZone(),
                        () -> CleanRows.judge(scope.of(typed), source, audit.limits()))
                .persist(StorageLevel.DISK_ONLY());
        try {
            context.progress().doing("checking the batch");
            Batch batch =
                    ReadingErrors.explained(Origin.of(source), () -> BatchCount.of(scope.judgedBy(judged), source));
            if (scope instanceof Scope.NewFiles && batch.rowsIn() == 0) { // nothing in them, or missed: all will tell
                return ingest(new Scope.Everything(), raw, typed, now, clean, audit);
            } else if (scope instanceof Scope.Arrived arrived && batch.rowsIn() == 0) {
                return arrived.last().totals().orElseThrow().covering("nothing new");
            }
            boolean isPart = scope.isPart()
                    || (source.next().isPresent() && context.date().isPresent());
            AuditResult findings = audit.requireQuality(raw, judged, batch, isPart);
            context.progress().doing("writing " + source.table());
            Publication publication = new Publication(batch, scope, now.of(scope), source, clean, context);
            publication.setAside(CleanRows.rejected(judged));
            audit.accept(findings);
            return publication.write(judged, CleanRows.accepted(judged, source));
        } finally {
            judged.unpersist();
        }
    }

    /** The scope, if the tables still are what it takes them for; what is read whole depends on nothing. */
    private static Scope confirmed(Scope scope, KeyedTable clean, Tables tables) {
        boolean differs = (scope instanceof Scope.Nothing nothing
                        && !isWhole(nothing.last().totals().orElseThrow(), clean, tables))
                || (scope instanceof Scope.NewFiles added && !isWholeBut(added, tables));
        return differs ? new Scope.Everything() : scope;
    }

    /** Whether nobody else has put rows into the tables since, or taken some away. */
    private static boolean isWhole(Result totals, KeyedTable clean, Tables tables) {
        return clean.count() == totals.rows()
                && tables.exists(QUARANTINE)
                && tables.exists(QUALITY)
                && tables.count(QUARANTINE) == totals.quarantined();
    }

    /** Whether the quarantine of all other files is as noted: not, where a file that a run gave up on is called otherwise. */
    private static boolean isWholeBut(Scope.NewFiles added, Tables tables) {
        String others = "not coalesce(%s, false)"
                .formatted(added.condition(CleanRows.SOURCE_FILE).orElseThrow());
        return tables.exists(QUARANTINE)
                && tables.read(QUARANTINE).where(others).count()
                        == added.last().totals().orElseThrow().quarantined();
    }

    /** The figures, but not by which way they came about: that differs when a run is repeated. */
    private static void writeMetrics(Result result, JobContext context) {
        ObjectNode figures = JsonFile.JSON.valueToTree(result);
        figures.remove("covered");
        JsonFile.write(context.workspace().metrics("prepare"), figures);
    }

    @Override
    public String summary(Result result) {
        String reasons = result.reasons().entrySet().stream()
                .map(reason -> String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s%,d rows of %,d; %,d to quarantine%s; %,d duplicates%s",
                result.covered().isEmpty() ? "" : result.covered() + ": ",
                result.rows(),
                result.rowsIn(),
                result.quarantined(),
                reasons.isEmpty() ? "" : " (" + reasons + ")",
                result.duplicates(),
                result.superseded() == 0
                        ? ""
                        : String.format(Locale.ROOT, "; %,d better known on another date", result.superseded()));
    }
}
