package dev.waybill.jobs.drift;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is compared with what.
 *
 * <p>Features and labels: those of the scored days, with those of the days of the split; of a single day, with those that
 * the model in charge of it was made on. Predictions: those of the model that the latest of the days has, with its own of the
 * test days. What it predicts for training rows is no baseline, since it has seen those labels; without a scored test range
 * those of a single day are compared with what was published on the days before, and others are left out, and a note says
 * so.
 *
 * @param versions of the tables, as read
 * @param days that are judged, in order
 * @param featureDays all days that there are features of
 * @param reference days of the split
 * @param predictions of a single model, where they can be compared
 * @param notes what could not be compared, and why, in sentences
 */
record Inputs(
        List<TableVersion> versions,
        Dataset<Row> features,
        List<LocalDate> days,
        NavigableSet<LocalDate> featureDays,
        ReferenceDays reference,
        Optional<ScoredModel> predictions,
        List<ComparedColumn> columns,
        List<String> notes) {

    /**
     * Reads no more than which days are scored, and by which model.
     *
     * @throws Refusal where nothing is scored, or there is nothing to compare it with
     */
    static Inputs read(DriftReport.Params params, JobContext context) {
        Tables tables = context.tables();
        String pipeline = context.workspace().pipeline();
        if (!tables.exists(ScoredTable.CURRENT) || !tables.exists(FeatureTable.NAME)) {
            throw nothingScored("nothing is scored yet", pipeline);
        }
        TableVersion features = tables.version(FeatureTable.NAME);
        TableVersion scored = tables.version(ScoredTable.CURRENT);
        Dataset<Row> rows = tables.read(features);
        Split split = split(tables.read(scored), rows, params, context);
        DateRange train = split.dates(Part.train).orElseThrow();
        NavigableSet<LocalDate> featureDays =
                new TreeSet<>(tables.perDate(features).keySet());
        requireBaseline(featureDays, train);
        List<LocalDate> days = days(tables.dates(scored), train, context.dateOf(params.source()), pipeline);
        ReferenceDays reference = reference(featureDays, split);
        List<String> notes = new ArrayList<>();
        Optional<ScoredModel> predictions = context.dateOf(params.source())
                .map(day -> predictions(tables.read(scored), tables.dates(scored), day, split))
                .orElseGet(() -> predictions(tables.read(scored), days, split, notes));
        List<ComparedColumn> columns = new ArrayList<>(featuresAndLabel(rows, params.source()));
        predictions.ifPresent(model -> columns.addAll(model.columns(params.source())));
        return new Inputs(
                List.of(features, scored),
                rows,
                days,
                featureDays,
                reference,
                predictions,
                List.copyOf(columns),
                List.copyOf(notes));
    }

    /** What the model was made on that is in charge of the one day that is asked for, or what the params say. */
    private static Split split(
            Dataset<Row> scored, Dataset<Row> features, DriftReport.Params params, JobContext context) {
        Optional<LocalDate> day = context.dateOf(params.source());
        // A split that is counted back must not reach the day that is compared with it.
        return day.flatMap(date -> ScoredModel.version(scored, date))
                .flatMap(version -> madeOn(version, context))
                .orElseGet(
                        () -> Parts.of(params.split(), params.source(), features, day.map(date -> date.minusDays(1))));
    }

    private static Optional<Split> madeOn(int version, JobContext context) {
        return context.tracking().versions(context.workspace().pipeline()).stream()
                .filter(model -> model.version() == version)
                .findFirst()
                .map(model -> ModelFolder.open(context.tracking().download(model))
                        .provenance()
                        .split());
    }

    /** All days whose profiles are needed: of each day that is judged also the one before it. */
    SortedSet<LocalDate> profiled() {
        Stream<LocalDate> before = days.stream().flatMap(day -> Optional.ofNullable(featureDays.lower(day)).stream());
        return Stream.of(reference.all().stream(), days.stream(), before)
                .flatMap(some -> some)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void requireBaseline(NavigableSet<LocalDate> days, DateRange train) {
        if (days.subSet(train.first(), true, train.last(), true).isEmpty()) {
            throw Refusal.mistake(
                    "drift.no-baseline",
                    "Cannot report drift: the table features has no row of the training days " + train + ".",
                    "Correct split.train, or build the features of those days.");
        }
    }

    private static List<LocalDate> days(
            SortedSet<LocalDate> scored, DateRange train, Optional<LocalDate> date, String pipeline) {
        List<LocalDate> days = scored.stream()
                .filter(day -> day.isBefore(train.first()) || day.isAfter(train.last()))
                .filter(day -> date.isEmpty() || day.equals(date.get()))
                .toList();
        if (days.isEmpty()) {
            String what = date.map(day -> day + " is not scored yet, or is a day of split.train (" + train + ")")
                    .orElse("no day outside split.train (" + train + ") is scored yet");
            throw nothingScored(what, pipeline);
        }
        return days;
    }

    private static ReferenceDays reference(NavigableSet<LocalDate> days, Split split) {
        SortedSet<LocalDate> all = split.parts().stream()
                .flatMap(part -> split.dates(part).stream())
                .flatMap(dates -> days.subSet(dates.first(), true, dates.last(), true).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        return new ReferenceDays(all, split.dates(Part.test).orElseThrow().first());
    }

    private static List<ComparedColumn> featuresAndLabel(Dataset<Row> features, Source source) {
        Set<String> noFeature = new HashSet<>(FeatureTable.bookkeeping(source));
        noFeature.addAll(List.of(source.label().availableAt(), "label_available_at", "run_id"));
        Set<String> noLabel = new HashSet<>(List.of(features.columns()));
        if (source.hasLabel()) {
            noLabel.remove(source.label().name());
        }
        return Stream.concat(
                        ComparedColumn.of(features.schema(), Role.FEATURE, noFeature).stream(),
                        ComparedColumn.of(features.schema(), Role.LABEL, noLabel).stream())
                .toList();
    }

    private static Optional<ScoredModel> predictions(
            Dataset<Row> scored, List<LocalDate> days, Split split, List<String> notes) {
        DateRange test = split.dates(Part.test).orElseThrow();
        ScoredModel model = ScoredModel.of(scored, days, test);
        if (!model.reference().all().isEmpty()) {
            return Optional.of(model);
        }
        notes.add(
                "Predictions are not compared: %s has not scored the test days %s. What it predicts for its own training rows is no fair baseline."
                        .formatted(model.name(), test));
        return Optional.empty();
    }

    /** Of a single day: the model in charge has seldom scored its own test days, as the one before it was in charge of them. */
    private static Optional<ScoredModel> predictions(
            Dataset<Row> scored, SortedSet<LocalDate> scoredDays, LocalDate day, Split split) {
        return Stream.of(
                        ScoredModel.of(
                                scored, List.of(day), split.dates(Part.test).orElseThrow()),
                        ScoredModel.published(scored, scoredDays, day))
                .filter(model -> !model.reference().all().isEmpty())
                .findFirst();
    }

    private static Refusal nothingScored(String why, String pipeline) {
        return Refusal.mistake(
                "drift.nothing-scored",
                "Cannot report drift: " + why + ".",
                "Run ./waybill job batch-score -p " + pipeline + " first.");
    }
}
