package dev.waybill.jobs.retrain;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.outcomes.Performance;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at the model in production, and at what the last days say of it; changes nothing. */
public final class RetrainCheck implements Job<RetrainCheck.Params, RetrainCheck.Result> {

    public record Params(
            Task task, Source source, @Default("{}") Retrain retrain) {}

    /**
     * Whether a new model is due.
     *
     * @param date as of whose end
     * @param reasons for one, in words
     * @param against why there is none all the same
     * @param promised the error ({@link Task#error}) that the test of the model in production showed
     */
    public record Result(
            LocalDate date, boolean due, List<String> reasons, Optional<String> against, Optional<Double> promised) {}

    @Override
    public String name() {
        return "retrain-check";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(
                Artifact.CHAMPION,
                Artifact.table(FeatureTable.NAME),
                Artifact.table(Performance.TABLE),
                Artifact.table(DriftReport.TABLE));
    }

    /** Without a date, for the last that has features. */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        LocalDate date = context.dateOf(params.source()).orElseGet(() -> last(params.source(), context));
        String pipeline = context.workspace().pipeline();
        Optional<Signs> signs = context.tracking()
                .byAlias(pipeline, Aliases.CHAMPION)
                .map(champion -> new Signs(date, champion, params, context));
        List<String> reasons = signs.map(Signs::all).orElse(List.of("no model is in production yet"));
        Optional<String> against = reasons.isEmpty()
                ? Optional.empty()
                : newest(context).flatMap(version -> cooling(version, date, params.retrain(), context));
        return new Result(
                date, !reasons.isEmpty() && against.isEmpty(), reasons, against, signs.flatMap(Signs::promised));
    }

    private static LocalDate last(Source source, JobContext context) {
        if (!source.isDated()) {
            throw Refusal.mistake(
                    "retrain.no-dates",
                    "Cannot tell whether training is due: rows of %s have no date (source.event-time)."
                            .formatted(source.table()),
                    "Train when new rows have come.");
        }
        return context.tables()
                .dates(context.tables().version(FeatureTable.NAME))
                .last();
    }

    private static Optional<ModelVersion> newest(JobContext context) {
        return context.tracking().versions(context.workspace().pipeline()).stream()
                .max(Comparator.comparingInt(ModelVersion::version));
    }

    /** Counted from the last date that the newest model was judged on, which is the one that it was trained for. */
    private static Optional<String> cooling(ModelVersion newest, LocalDate date, Retrain retrain, JobContext context) {
        Split split = ModelFolder.read(context.tracking().download(newest))
                .provenance()
                .split();
        return split.dates(Part.test)
                .map(DateRange::last)
                .filter(trained -> ChronoUnit.DAYS.between(trained, date)
                        < retrain.cooldown().number())
                .map(trained ->
                        "%s was trained for %s, and the cooldown is %s".formatted(newest, trained, retrain.cooldown()));
    }

    @Override
    public String summary(Result result) {
        String reasons = String.join("; ", result.reasons());
        return result.against()
                .map(why -> String.format(Locale.ROOT, "not due: %s (otherwise: %s)", why, reasons))
                .orElse(result.due() ? "due: " + reasons : "not due");
    }
}
