package dev.waybill.common.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.Reliability;
import dev.waybill.common.stats.RocArea;
import dev.waybill.common.table.Sessions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the order of rows by their probability tells. All of it is the same however rows come.
 *
 * @param area empty where all rows are of one class, like the next
 * @param averagePrecision the mean over all yes of the share of yes among the rows that have their probability or a higher one
 * @param reliability over ten bins of about as many rows each, cut where scikit-learn's {@code calibration_curve} with the
 *     strategy {@code quantile} cuts: rows with the same probability stay together, so that a bin may be larger, or missing
 * @param distribution of the probabilities, by {@value #CELLS} parts of the way from 0 to 1
 */
public record ProbabilityRanks(
        Optional<RocArea> area,
        Optional<Double> averagePrecision,
        Reliability reliability,
        Gains gains,
        List<Cell> distribution) {

    /** Rows with a probability in some part of the way from 0 to 1. */
    public record Cell(double yes, double no) {}

    static final ProbabilityRanks NONE = new ProbabilityRanks(
            Optional.empty(), Optional.empty(), new Reliability(List.of()), new Gains(0, List.of()), List.of());

    private static final int BINS = 10;
    private static final int CELLS = 20;

    private static final String KIND = "kind";
    private static final String PLACE = "place";
    private static final String BIN = "bin";
    private static final String SLICE = "slice";
    private static final String CELL = "cell";

    /**
     * By prediction, in four Spark jobs for all of them.
     *
     * @param label 1 for a yes, 0 for a no
     * @param rows one at least
     * @param yes how many of them are one
     */
    static Map<String, ProbabilityRanks> of(
            Dataset<Row> predicted, String label, List<String> predictions, long rows, long yes) {
        try (RankedProbabilities ranked = RankedProbabilities.of(predicted, label, predictions, rows)) {
            Dataset<Row> ranks = complete(ranked.rows(), rows, yes);
            Map<Integer, Row> areas = Sessions.summaries(areas(ranks, rows, yes)).stream()
                    .collect(Collectors.toMap(row -> row.getInt(0), row -> row));
            Map<Integer, Map<String, SortedMap<Long, Row>>> parts = new HashMap<>();
            Sessions.summaries(parts(ranks, rows))
                    .forEach(row -> parts.computeIfAbsent(row.getInt(0), prediction -> new HashMap<>())
                            .computeIfAbsent(row.getString(1), kind -> new TreeMap<>())
                            .put(row.getLong(2), row));
            Map<String, ProbabilityRanks> found = new LinkedHashMap<>();
            for (int i = 0; i < predictions.size(); i++) {
                found.put(
                        predictions.get(i),
                        of(Objects.requireNonNull(areas.get(i)), parts.getOrDefault(i, Map.of()), rows, yes));
            }
            return found;
        }
    }

    /** With what is above beside what is below, of both classes. */
    private static Dataset<Row> complete(Dataset<Row> ranked, long rows, long yes) {
        return ranked.selectExpr(
                "*",
                "rows - yes as no",
                "rows_below - yes_below as no_below",
                "%d - yes_below - yes as yes_above".formatted(yes),
                "%d - rows_below - rows as rows_above".formatted(rows));
    }

    /** Terms by their share of all rows: what is rounded of the sum of a million is then still beyond its ninth digit. */
    private static Dataset<Row> areas(Dataset<Row> ranks, long rows, long yes) {
        Column placedYes = expr("(no_below + no / 2) / %d".formatted(rows - yes));
        Column placedNo = expr("(yes_above + yes / 2) / %d".formatted(yes));
        Column precision = expr("(yes_above + yes) / (rows_above + rows)");
        return ranks.groupBy(RankedProbabilities.PREDICTION)
                .agg(
                        ExactSum.of(col("yes").multiply(placedYes)).divide(yes),
                        ExactSum.of(col("yes").multiply(placedYes).multiply(placedYes))
                                .divide(yes),
                        ExactSum.of(col("no").multiply(placedNo).multiply(placedNo))
                                .divide(rows - yes),
                        ExactSum.of(col("yes").multiply(precision)).divide(yes));
    }

    private static Dataset<Row> parts(Dataset<Row> ranks, long rows) {
        return bins(ranks, rows)
                .unionByName(slices(ranks, rows))
                .unionByName(cells(ranks))
                .groupBy(RankedProbabilities.PREDICTION, KIND, PLACE)
                .agg(
                        ExactSum.of(col("rows")).as("rows"),
                        ExactSum.of(col("yes")).as("yes"),
                        ExactSum.of(col("probabilities")).as("probabilities"));
    }

    /**
     * An edge lies between the rows at both sides of a quantile, so a row is above it just if its probability is above that of
     * the row below it: the row at the quantile's place, rounded down, is then one of those with less.
     */
    private static Dataset<Row> bins(Dataset<Row> ranks, long rows) {
        String above = IntStream.range(1, BINS)
                .mapToObj(edge -> "int(rows_below > %d)".formatted(Math.floorDiv((rows - 1) * edge, BINS)))
                .collect(Collectors.joining(" + "));
        return part(ranks, BIN, expr(above), col("rows"), col("yes"), expr("rows * probability"));
    }

    /** In hundredths of a row, so that nothing is rounded where a slice begins. */
    private static Dataset<Row> slices(Dataset<Row> ranks, long rows) {
        Dataset<Row> cut = ranks.selectExpr(
                        "*",
                        "rows_above * %d as begin".formatted(Gains.SLICES),
                        "rows * %d as size".formatted(Gains.SLICES))
                .selectExpr(
                        "*", "explode(sequence(begin div %1$d, (begin + size - 1) div %1$d)) as slice".formatted(rows))
                .selectExpr(
                        "*",
                        "(least(begin + size, (slice + 1) * %1$d) - greatest(begin, slice * %1$d)) / size as share"
                                .formatted(rows));
        return part(cut, SLICE, col("slice"), expr("rows * share"), expr("yes * share"), lit(0.0));
    }

    private static Dataset<Row> cells(Dataset<Row> ranks) {
        String place = String.format(Locale.ROOT, "least(floor(probability * %d), %d)", CELLS, CELLS - 1);
        return part(ranks, CELL, expr(place), col("rows"), col("yes"), lit(0.0));
    }

    private static Dataset<Row> part(
            Dataset<Row> ranks, String kind, Column place, Column rows, Column yes, Column probabilities) {
        return ranks.select(
                col(RankedProbabilities.PREDICTION),
                lit(kind).as(KIND),
                place.cast("long").as(PLACE),
                rows.cast("double").as("rows"),
                yes.cast("double").as("yes"),
                probabilities.as("probabilities"));
    }

    private static ProbabilityRanks of(Row areas, Map<String, SortedMap<Long, Row>> parts, long rows, long yes) {
        boolean both = yes > 0 && yes < rows;
        return new ProbabilityRanks(
                both
                        ? Optional.of(
                                RocArea.of(yes, rows - yes, areas.getDouble(1), areas.getDouble(2), areas.getDouble(3)))
                        : Optional.empty(),
                both ? Optional.of(areas.getDouble(4)) : Optional.empty(),
                new Reliability(parts.getOrDefault(BIN, new TreeMap<>()).values().stream()
                        .map(ProbabilityRanks::bin)
                        .toList()),
                new Gains(
                        rows,
                        parts.getOrDefault(SLICE, new TreeMap<>()).values().stream()
                                .map(row -> row.getDouble(4))
                                .toList()),
                distribution(parts.getOrDefault(CELL, new TreeMap<>())));
    }

    private static Reliability.Bin bin(Row row) {
        double rows = row.getDouble(3);
        return new Reliability.Bin((long) rows, row.getDouble(5) / rows, row.getDouble(4) / rows);
    }

    private static List<Cell> distribution(SortedMap<Long, Row> cells) {
        return IntStream.range(0, CELLS)
                .mapToObj(place -> Optional.ofNullable(cells.get((long) place))
                        .map(row -> new Cell(row.getDouble(4), row.getDouble(3) - row.getDouble(4)))
                        .orElse(new Cell(0, 0)))
                .toList();
    }
}
