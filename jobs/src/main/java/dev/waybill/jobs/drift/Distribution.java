package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.Distances.Bar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How the rows of a column are spread, reference beside one day. */
record Distribution(DayMeasure measure, List<Bar> bars) {

    /** Of more categories than this, those that moved least share a bar. */
    private static final int BARS = 10;

    static Distribution of(DayMeasure measure) {
        List<Bar> bars = measure.bars();
        return new Distribution(measure, measure.numeric() ? bars : mostMoved(bars));
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
