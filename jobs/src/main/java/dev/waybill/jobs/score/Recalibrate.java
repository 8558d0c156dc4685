package dev.waybill.jobs.score;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.ChampionFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.score.Calibrations.Entry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Calibrates the champion's intervals anew on the latest days whose labels are in, without training: predictions and their
 * scales stay, only by how many scales labels are off is counted again. What comes of it is for dates from the given one on,
 * none of which it has seen, and goes into table {@link Calibrations} in one commit; the job batch-score goes by that.
 */
public final class Recalibrate implements Job<Recalibrate.Params, Recalibrate.Result> {

    public record Params(Source source, @Default("{}") IntervalCalibration intervals) {}

    /**
     * What the intervals are now from.
     *
     * @param dates whose rows were counted, as far as their labels were known at the start of {@code validFrom}
     * @param groups that have intervals of their own
     * @param calibration the name by which scored rows from {@code validFrom} on will name it
     * @param added whether it is a new one; not where the last for that date has the same intervals
     */
    public record Result(
            int rows,
            DateRange dates,
            int groups,
            String model,
            int version,
            LocalDate validFrom,
            String calibration,
            boolean added) {}

    @Override
    public String name() {
        return "recalibrate";
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
                Artifact.table(params.source().table()));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.table(CalibrationsTable.NAME));
    }

    /**
     * With a date, as of its start, and for this and later dates: on labels known by then of the days before it. Without
     * one, for the day after the last that has rows.
     */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Champion champion = Champion.of(context);
        requireDates(params.source());
        requireCalibration(champion);
        TableVersion version = context.tables().version(FeatureTable.NAME);
        LocalDate first = context.dateOf(params.source()).orElseGet(() -> next(version, params.source(), context));
        Instant start = first.atStartOfDay(params.source().timeZone()).toInstant();
        DateRange dates = dates(params, champion.model(), first);
        Dataset<Row> rows =
                KnownLabels.at(start, context.tables().read(version), dates, params.source(), context.tables());
        champion.requireItsFeatures(rows);
        requireEnough(rows, dates);
        context.progress().doing("calibrating on " + dates);
        Intervals intervals = CalibrationFit.recalibrate(
                champion.model(),
                new HeldBack(dates + ", scored days", champion.model().booster(), rows),
                params.source(),
                params.intervals());
        Entry entry = new Entry(first, start, dates, intervals, version);
        Optional<Recalibration> before = Calibrations.startingOn(first, champion, context.tables());
        boolean added =
                before.map(Recalibration::intervals).filter(intervals::equals).isEmpty();
        String name = added
                ? Calibrations.add(entry, champion, context)
                : before.orElseThrow().name();
        UndatedCalibration.delete(context.workspace());
        ChampionFile.write(context);
        return new Result(
                intervals.all().rows(),
                dates,
                intervals.byGroup().size(),
                champion.version().model(),
                champion.version().version(),
                first,
                name,
                added);
    }

    /** The day after the last one that is over and has rows: today, or long ago where no later rows have come in. */
    private static LocalDate next(TableVersion features, Source source, JobContext context) {
        LocalDate today = LocalDate.ofInstant(context.clock().instant(), source.timeZone());
        SortedSet<LocalDate> over = context.tables().dates(features).headSet(today);
        return over.isEmpty() ? today : over.last().plusDays(1);
    }

    /** The latest days before a date, none of which the model has seen. */
    private static DateRange dates(Params params, TrainedModel model, LocalDate validFrom) {
        LocalDate unseen = model.provenance()
                .split()
                .lastSeen()
                .map(seen -> seen.plusDays(1))
                .orElse(LocalDate.EPOCH);
        LocalDate first = validFrom.minusDays(params.intervals().days());
        if (!unseen.isBefore(validFrom)) {
            throw Refusal.nothingToDo(
                    "recalibrate.no-dates",
                    "Nothing to recalibrate on: the champion has seen all days before %s.".formatted(validFrom),
                    "Run it again when a day that it has not seen is over.");
        }
        return new DateRange(first.isBefore(unseen) ? unseen : first, validFrom.minusDays(1));
    }

    private static void requireDates(Source source) {
        if (!source.isDated()) {
            throw Refusal.mistake(
                    "recalibrate.no-dates",
                    "Cannot recalibrate: it goes by days, but rows of %s have no date (source.event-time)."
                            .formatted(source.table()),
                    "Train again instead.");
        }
    }

    private static void requireCalibration(Champion champion) {
        Task task = champion.model().provenance().task();
        if (task != Task.regression) {
            throw Refusal.nothingToDo(
                    "recalibrate.no-intervals",
                    "Nothing to recalibrate: %s predicts no quantity (task: %s), so it has no intervals."
                            .formatted(champion.version(), task),
                    "Its probabilities are calibrated when it is trained: train again where they no longer hold.");
        }
        if (champion.model().calibration().isEmpty()) {
            throw Refusal.mistake(
                    "recalibrate.no-scale",
                    "Cannot recalibrate %s: it was trained without intervals.".formatted(champion.version()),
                    "Train with at least 40 labelled rows in split.valid or split.calibrate, and promote that model.");
        }
    }

    private static void requireEnough(Dataset<Row> rows, DateRange dates) {
        long count = Sessions.count(rows);
        if (count < CalibrationFit.LEAST_ROWS) {
            throw Refusal.nothingToDo(
                    "recalibrate.few-rows",
                    "Nothing to recalibrate on: only %d rows of %s have a label, and it takes %d."
                            .formatted(count, dates, CalibrationFit.LEAST_ROWS),
                    "Wait for the labels; until then the intervals stay as they are.");
        }
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "intervals of %s/%d for dates from %s on%s, from %,d rows of %s, %d groups by themselves",
                result.model(),
                result.version(),
                result.validFrom(),
                result.added() ? "" : " are as they were",
                result.rows(),
                result.dates(),
                result.groups());
    }
}
