package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.History;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Stat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The histories of one key, as time moves on. */
final class KeyHistory {

    private record Span(String of, Days window) {}

    private final List<History> histories;
    private final Map<Span, SlidingWindow> windows = new LinkedHashMap<>();

    KeyHistory(List<History> histories, AsOf asOf) {
        this.histories = histories;
        for (History history : histories) {
            history.windows()
                    .forEach(window -> windows.computeIfAbsent(
                            new Span(history.of(), window),
                            span -> new SlidingWindow(Timeline.length(asOf, window), isRanked(span))));
        }
    }

    private boolean isRanked(Span span) {
        return histories.stream()
                .filter(history ->
                        history.of().equals(span.of()) && history.windows().contains(span.window()))
                .flatMap(history -> history.stats().stream())
                .anyMatch(stat -> stat.percent().isPresent());
    }

    void add(long time, String of, Digest digest) {
        windows.forEach((span, window) -> {
            if (span.of().equals(of)) {
                window.add(time, digest);
            }
        });
    }

    /** The features of a row that asks at a time, in the order of their names. */
    List<@Nullable Double> features(long time, long askedAt) {
        windows.values().forEach(window -> window.moveTo(time));
        List<@Nullable Double> features = new ArrayList<>();
        for (History history : histories) {
            for (Days days : history.windows()) {
                SlidingWindow window = windows.get(new Span(history.of(), days));
                history.stats().forEach(stat -> features.add(feature(history, window, stat, askedAt)));
            }
        }
        return features;
    }

    private static @Nullable Double feature(History history, @Nullable SlidingWindow window, Stat stat, long askedAt) {
        long count = window == null ? 0 : window.count();
        if (stat.equals(Stat.COUNT)) {
            return (double) count;
        }
        return window == null || count < history.atLeast() ? null : (Double) window.statistic(stat, askedAt);
    }
}
