package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.waybill.common.table.Sessions;
import dev.waybill.jobs.drift.BinnedColumn.Group;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the rows of a column are spread, baseline beside one day. */
record Distribution(DayMeasure measure, List<Bar> bars) {

    /** Of more categories than this, those that moved least share a bar. */
    private static final int BARS = 10;

    /** The shares of rows in one group of bins, 0 to 1. */
    record Bar(String label, double reference, double current) {

        double change() {
            return Math.abs(current - reference);
        }
    }

    /** The distributions behind some measures of one day, in their order; reads only their bins. */
    static List<Distribution> of(List<DayMeasure> measures, Dataset<Row> counts, Map<String, BinEdges> edges) {
        if (measures.isEmpty()) {
            return List.of();
        }
        Object[] ids = measures.stream().map(DayMeasure::id).toArray();
        Date day = Date.valueOf(measures.get(0).day());
        Map<String, List<Row>> bins = Sessions.summaries(bins(ids, day, counts)).stream()
                .collect(Collectors.groupingBy(row -> row.getString(0)));
        return measures.stream()
                .map(measure -> of(
                        measure,
                        bins.getOrDefault(measure.id(), List.of()),
                        Optional.ofNullable(edges.get(measure.id()))))
                .toList();
    }

    private static Dataset<Row> bins(Object[] ids, Date day, Dataset<Row> counts) {
        return counts.filter(
                        col("id").isin(ids).and(col("baseline").or(col("day").equalTo(lit(day)))))
                .groupBy("id", "baseline", "bin", "label")
                .agg(sum("rows").as("rows"));
    }

    private static Distribution of(DayMeasure measure, List<Row> bins, Optional<BinEdges> edges) {
        Map<Integer, Long> reference = new HashMap<>();
        Map<Integer, Long> current = new HashMap<>();
        Map<Integer, String> labels = new HashMap<>();
        for (Row bin : bins) {
            (bin.getBoolean(1) ? reference : current).put(bin.getInt(2), bin.getLong(4));
            labels.put(bin.getInt(2), bin.isNullAt(3) ? "" : bin.getString(3));
        }
        List<Bar> bars = BinnedColumn.of(reference, current, edges.isPresent()).groups().stream()
                .map(group -> new Bar(
                        label(group, edges, labels),
                        (double) group.reference() / measure.referenceRows(),
                        (double) group.current() / measure.rows()))
                .toList();
        return new Distribution(measure, edges.isPresent() ? bars : mostMoved(bars));
    }

    private static String label(Group group, Optional<BinEdges> edges, Map<Integer, String> labels) {
        if (group.firstBin() == BinCounts.MISSING) {
            return "missing";
        }
        if (edges.isEmpty() && group.firstBin() == BinCounts.OTHER) {
            return "other";
        }
        String category = labels.getOrDefault(group.firstBin(), "");
        return edges.map(found -> found.range(group.firstBin(), group.lastBin()))
                .orElse(category.isEmpty() ? "(empty)" : category);
    }

    private static List<Bar> mostMoved(List<Bar> bars) {
        List<Bar> sorted = bars.stream()
                .sorted(Comparator.comparing(Bar::change).reversed())
                .toList();
        if (sorted.size() <= BARS) {
            return sorted;
        }
        List<Bar> rest = sorted.subList(BARS - 1, sorted.size());
        List<Bar> shown = new ArrayList<>(sorted.subList(0, BARS - 1));
        shown.add(new Bar(
                "the other " + rest.size(),
                rest.stream().mapToDouble(Bar::reference).sum(),
                rest.stream().mapToDouble(Bar::current).sum()));
        return shown;
    }
}
