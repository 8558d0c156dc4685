package dev.waybill.jobs.outcomes;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How far the labels of days are in. The rows with the longest labels report last, so that the labels of a young day are the
 * short ones: each is weighted by one over the share of the day's rows that are old enough to have reported after as long a
 * time (inverse probability of censoring weights: Robins and Rotnitzky, Recovery of information and adjustment for dependent
 * censoring, AIDS Epidemiology, 1992; Graf et al., Statistics in Medicine 18, 1999, section 3).
 *
 * @param matureBefore earlier days are mature: all but one in two hundred of their labels are in, if they come at all; empty
 *     where delays are not known yet
 * @param shares by day and whole hours, which part of the day's rows are that old; only of days on which some are not old
 */
record Maturity(Optional<LocalDate> matureBefore, Map<LocalDate, NavigableMap<Long, Double>> shares) {

    static final String WEIGHT = "_weight";
    static final String MATURE = "mature";

    /** Weights of more than ten are too uncertain: such a label stands for too many that are not in. */
    private static final double LEAST_SHARE = 0.1;

    private static final double MATURE_SHARE = 0.995;
    /** Delays are learnt from days that ended this long ago, and from no more than four weeks of them. */
    private static final int CLOSED_AFTER_DAYS = 7;

    private static final int LEARNT_DAYS = 28;
    private static final String HOURS = "_hours";

    /**
     * Learns it.
     *
     * @param now up to when labels have come
     * @param predicted rows of the dates, whose age counts
     */
    static Maturity of(SortedSet<LocalDate> dates, Instant now, Dataset<Row> predicted, Source source, Tables tables) {
        if (!source.isDated()) {
            return new Maturity(Optional.of(Source.DATE_OF_ROWS_WITHOUT.plusDays(1)), Map.of());
        }
        Optional<LocalDate> matureBefore = usualDelay(now, source, tables).stream()
                .mapToObj(hours -> LocalDate.ofInstant(now.minus(Duration.ofHours(hours)), source.timeZone()))
                .findFirst();
        return new Maturity(matureBefore, shares(dates, now, predicted, source));
    }

    /** Hours within which all but one in two hundred labels come, of days long ago, or, where there are none, of all. */
    private static OptionalLong usualDelay(Instant now, Source source, Tables tables) {
        LocalDate closed = LocalDate.ofInstant(now, source.timeZone()).minusDays(CLOSED_AFTER_DAYS);
        SortedSet<LocalDate> all = tables.dates(tables.version(source.table()));
        SortedSet<LocalDate> old = all.headSet(closed);
        SortedSet<LocalDate> recent = old.isEmpty() ? all : old.tailSet(closed.minusDays(LEARNT_DAYS));
        Dataset<Row> clean = Tables.labelled(
                LateRows.beside(Tables.within(tables.read(source.table()), recent), source, tables, Optional.empty()),
                source.label().name());
        return quantile(counts(clean.select(functions
                .ceil(JudgedRows.hours(functions.col(source.eventTime()), JudgedRows.knownAt(source)))
                .as(HOURS))));
    }

    private static OptionalLong quantile(NavigableMap<Long, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        long within = 0;
        for (Map.Entry<Long, Long> hours : counts.entrySet()) {
            within += hours.getValue();
            if (within >= MATURE_SHARE * total) {
                return OptionalLong.of(Math.max(0, hours.getKey()));
            }
        }
        return OptionalLong.empty();
    }

    private static NavigableMap<Long, Long> counts(Dataset<Row> hours) {
        NavigableMap<Long, Long> counts = new TreeMap<>();
        Sessions.summaries(hours.where(functions.col(HOURS).isNotNull())
                        .groupBy(HOURS)
                        .count())
                .forEach(row -> counts.put(row.getLong(0), row.getLong(1)));
        return counts;
    }

    private static Map<LocalDate, NavigableMap<Long, Double>> shares(
            SortedSet<LocalDate> dates, Instant now, Dataset<Row> predicted, Source source) {
        Column age = functions.floor(
                JudgedRows.hours(functions.col(source.eventTime()), functions.lit(Timestamp.from(now))));
        Map<LocalDate, NavigableMap<Long, Long>> ages = new TreeMap<>();
        LocalDate young = LocalDate.ofInstant(now, source.timeZone()).minusDays(LEARNT_DAYS);
        Sessions.summaries(Tables.within(predicted, dates.tailSet(young))
                        .groupBy(functions.col(Tables.EVENT_DATE), age)
                        .count())
                .forEach(row -> ages.computeIfAbsent(row.getDate(0).toLocalDate(), date -> new TreeMap<>())
                        .put(row.getLong(1), row.getLong(2)));
        Map<LocalDate, NavigableMap<Long, Double>> shares = new TreeMap<>();
        ages.forEach((date, counts) -> shares.put(date, olderThan(counts)));
        return shares;
    }

    /** By hours from 0 to the greatest age: which part of the rows is at least that old. */
    private static NavigableMap<Long, Double> olderThan(NavigableMap<Long, Long> ages) {
        double total = ages.values().stream().mapToLong(Long::longValue).sum();
        NavigableMap<Long, Double> shares = new TreeMap<>();
        for (long hours = 0; hours <= ages.lastKey(); hours++) {
            long older = ages.tailMap(hours, true).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            shares.put(hours, older / total);
        }
        return shares;
    }

    /** Rows with the weight of their label, null where it has none that is sure enough, and whether their day is mature. */
    Dataset<Row> weighted(Dataset<Row> judged) {
        Column hours = functions.greatest(functions.lit(0), functions.floor(functions.col(JudgedRows.DELAY)));
        Dataset<Row> keyed = judged.withColumn(HOURS, hours);
        return keyed.join(
                        functions.broadcast(table(judged)),
                        List.of(Tables.EVENT_DATE, HOURS).toArray(String[]::new),
                        "left")
                .withColumn(WEIGHT, weight())
                .withColumn(MATURE, isMature())
                .drop(HOURS);
    }

    /** Of an old day each label stands for itself. */
    private Column weight() {
        Column weight = functions.col(WEIGHT);
        Column isOld = functions.not(functions
                .col(Tables.EVENT_DATE)
                .isin(shares.keySet().stream().map(Date::valueOf).toArray()));
        return functions.when(isOld, functions.lit(1.0)).otherwise(weight);
    }

    private Column isMature() {
        return matureBefore
                .map(date -> functions.col(Tables.EVENT_DATE).lt(functions.lit(Date.valueOf(date))))
                .orElse(functions.lit(false));
    }

    private Dataset<Row> table(Dataset<Row> judged) {
        List<Row> rows = new ArrayList<>();
        shares.forEach((date, hours) -> hours.forEach((hour, share) -> {
            if (share >= LEAST_SHARE) {
                rows.add(RowFactory.create(Date.valueOf(date), hour, 1 / share));
            }
        }));
        return judged.sparkSession()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add(Tables.EVENT_DATE, DataTypes.DateType)
                                .add(HOURS, DataTypes.LongType)
                                .add(WEIGHT, DataTypes.DoubleType));
    }
}
