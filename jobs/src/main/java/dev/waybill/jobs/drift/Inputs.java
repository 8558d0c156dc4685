package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is compared with what.
 *
 * <p>Features and labels: all rows of {@code features} of the scored days, with those of the training days. Predictions:
 * those of the model that the latest scored day outside the training days has, with its own of the test days. Its predictions for
 * training rows are no baseline, since it has seen those labels; without a scored test range predictions are left out,
 * and a note says so. Training days are never compared, and of predictions neither are the test days.
 *
 * @param versions of the tables, as read
 * @param comparisons of features and labels, then of predictions if they can be compared
 * @param notes what could not be compared, and why, in sentences
 */
record Inputs(List<TableVersion> versions, List<BaselineComparison> comparisons, List<String> notes) {

    /**
     * Reads no more than which days are scored, by which model, and how many rows the baselines have.
     *
     * @throws Refusal where nothing is scored, or there is nothing to compare it with
     */
    static Inputs read(DriftReport.Params params, Tables tables, String pipeline) {
        if (!tables.exists(ScoredTable.CURRENT) || !tables.exists(FeatureTable.NAME)) {
            throw nothingScored("nothing is scored yet", pipeline);
        }
        TableVersion features = tables.version(FeatureTable.NAME);
        TableVersion scored = tables.version(ScoredTable.CURRENT);
        List<String> notes = new ArrayList<>();
        List<BaselineComparison> comparisons = new ArrayList<>();
        Dataset<Row> rows = tables.read(features);
        Split split = Parts.of(params.split(), params.source(), rows, Optional.empty());
        DateRange train = split.dates(Part.train).orElseThrow();
        DateRange test = split.dates(Part.test).orElseThrow();
        long baselineRows = baselineRows(tables.perDate(features), train);
        List<Date> days = scoredDays(tables.dates(scored), train, pipeline);
        comparisons.add(features(rows, params.source(), train, baselineRows, days));
        comparisons.addAll(predictions(tables.read(scored), params.source(), train, test, notes));
        return new Inputs(List.of(features, scored), List.copyOf(comparisons), List.copyOf(notes));
    }

    /** The days that features and labels are compared with. */
    DateRange baseline() {
        return comparisons.get(0).baseline();
    }

    /** The days that predictions are compared with, if they are. */
    Optional<DateRange> predictionBaseline() {
        return comparisons.stream().skip(1).map(BaselineComparison::baseline).findFirst();
    }

    private static List<Date> scoredDays(Collection<LocalDate> scored, DateRange train, String pipeline) {
        List<Date> days = scored.stream()
                .filter(day -> day.isBefore(train.first()) || day.isAfter(train.last()))
                .map(Date::valueOf)
                .toList();
        if (days.isEmpty()) {
            throw nothingScored("no day outside split.train (" + train + ") is scored yet", pipeline);
        }
        return days;
    }

    private static BaselineComparison features(
            Dataset<Row> features, Source source, DateRange train, long baselineRows, List<Date> days) {
        Column wanted = BaselineComparison.in(train).or(col(Tables.EVENT_DATE).isin(days.toArray()));
        return new BaselineComparison(
                features.filter(wanted), train, baselineRows, source.key(), featuresAndLabel(features, source));
    }

    private static long baselineRows(NavigableMap<LocalDate, Long> rowsPerDate, DateRange train) {
        Collection<Long> rows =
                rowsPerDate.subMap(train.first(), true, train.last(), true).values();
        if (rows.isEmpty()) {
            throw Refusal.mistake(
                    "drift.no-baseline",
                    "Cannot report drift: the table features has no row of the training days " + train + ".",
                    "Correct split.train, or build the features of those days.");
        }
        return rows.stream().mapToLong(Long::longValue).sum();
    }

    private static List<ComparedColumn> featuresAndLabel(Dataset<Row> features, Source source) {
        Set<String> all = Set.of(features.columns());
        Set<String> noFeature = new HashSet<>(FeatureTable.bookkeeping(source));
        noFeature.addAll(List.of(source.label().availableAt(), "label_available_at", "run_id"));
        Set<String> noLabel = new HashSet<>(all);
        noLabel.remove(source.label().name());
        return Stream.concat(
                        ComparedColumn.of(features.schema(), Role.FEATURE, noFeature).stream(),
                        ComparedColumn.of(features.schema(), Role.LABEL, noLabel).stream())
                .toList();
    }

    /** At most one. */
    private static List<BaselineComparison> predictions(
            Dataset<Row> scored, Source source, DateRange train, DateRange test, List<String> notes) {
        Dataset<Row> unseen = scored.filter(not(BaselineComparison.in(train)));
        Row model = Sessions.summaries(unseen.groupBy("model_name", "model_version")
                        .agg(max(Tables.EVENT_DATE), count_if(BaselineComparison.in(test))))
                .stream()
                .max(Comparator.comparing(group -> group.getDate(2)))
                .orElseThrow();
        long baselineRows = model.getLong(3);
        Dataset<Row> own = unseen.filter(col("model_name")
                .eqNullSafe(lit(model.get(0)))
                .and(col("model_version").eqNullSafe(lit(model.get(1)))));
        if (baselineRows == 0) {
            notes.add(
                    "Predictions are not compared: %s/%s has not scored the test days %s. What it predicts for its own training rows is no fair baseline."
                            .formatted(model.get(0), model.get(1), test));
            return List.of();
        }
        Set<String> others = new HashSet<>(List.of(scored.columns()));
        others.remove(source.label().name());
        return List.of(new BaselineComparison(
                own, test, baselineRows, source.key(), ComparedColumn.of(scored.schema(), Role.PREDICTION, others)));
    }

    private static Refusal nothingScored(String why, String pipeline) {
        return Refusal.mistake(
                "drift.nothing-scored",
                "Cannot report drift: " + why + ".",
                "Run ./waybill job batch-score -p " + pipeline + " first.");
    }
}
