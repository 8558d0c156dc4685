package dev.waybill.jobs.features;

import dev.waybill.common.section.Sequence.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the rows of one key that are there already: the last few, the first, and counts. Of each column that is
 * compared, the first {@link #MOST} different values are told apart; further ones are neither different ones nor repeats.
 * So this stays as small as that, however many rows there are.
 */
final class EarlierRows {

    static final int MOST = 1_000;

    private static final double MICROS_OF_HOUR = TimeUnit.HOURS.toMicros(1);

    private final Lookback lookback;
    private final int kept;
    /** In order, the last one at the end. */
    private final List<SequenceEvent> last = new ArrayList<>();

    private @Nullable SequenceEvent first;
    private long count;
    /** By column of {@link Lookback#compared}, how often each value was there. */
    private final List<Map<String, Long>> seen;
    /** By value of params, column by column. */
    private final List<Map<String, Long>> wanted;

    EarlierRows(Lookback lookback) {
        this.lookback = lookback;
        this.kept = lookback.kept();
        this.seen = IntStream.range(0, lookback.compared().size())
                .<Map<String, Long>>mapToObj(i -> new HashMap<>())
                .toList();
        this.wanted = IntStream.range(0, lookback.compared().size())
                .<Map<String, Long>>mapToObj(i -> new HashMap<>())
                .toList();
    }

    /** Takes in a row that is there from now on. */
    void add(SequenceEvent event) {
        count++;
        if (first == null || event.place() < first.place()) {
            first = event;
        }
        int place = last.size();
        while (place > 0 && last.get(place - 1).place() > event.place()) {
            place--;
        }
        last.add(place, event);
        if (last.size() > kept) {
            last.remove(0);
        }
        for (int i = 0; i < seen.size(); i++) {
            count(event.compared().get(i), i);
        }
    }

    private void count(@Nullable String value, int column) {
        if (value == null) {
            return;
        }
        Map<String, Long> ofColumn = seen.get(column);
        if (ofColumn.containsKey(value) || ofColumn.size() < MOST) {
            ofColumn.merge(value, 1L, Long::sum);
        }
        if (lookback.counts()
                .getOrDefault(lookback.compared().get(column), List.of())
                .contains(value)) {
            wanted.get(column).merge(value, 1L, Long::sum);
        }
    }

    /** The features of a row that asks, in the order of their names. */
    List<@Nullable Object> features(SequenceEvent own) {
        List<@Nullable Object> features = new ArrayList<>();
        for (int column = 0; column < own.values().size(); column++) {
            for (int i = 1; i <= lookback.last(); i++) {
                SequenceEvent event = back(i);
                features.add(event == null ? null : event.values().get(column));
            }
        }
        addCounts(own, features);
        if (lookback.hasHours()) {
            features.add(hours(first, own));
        }
        lookback.back().forEach(rows -> features.add(hours(back(rows), own)));
        return features;
    }

    private void addCounts(SequenceEvent own, List<@Nullable Object> features) {
        if (lookback.stats().contains(Counted.distinct)) {
            IntStream.range(0, lookback.columns())
                    .forEach(column -> features.add((long) seen.get(column).size()));
        }
        if (lookback.stats().contains(Counted.repeats)) {
            IntStream.range(0, lookback.columns())
                    .forEach(column -> features.add(
                            seen.get(column).getOrDefault(own.compared().get(column), 0L)));
        }
        lookback.counts().forEach((column, values) -> {
            Map<String, Long> found = wanted.get(lookback.compared().indexOf(column));
            values.forEach(value -> features.add(found.getOrDefault(value, 0L)));
        });
        if (lookback.stats().contains(Counted.count)) {
            features.add(count);
        }
    }

    private @Nullable SequenceEvent back(int rows) {
        return rows > last.size() ? null : last.get(last.size() - rows);
    }

    private static @Nullable Double hours(@Nullable SequenceEvent then, SequenceEvent own) {
        Long from = then == null ? null : then.since();
        return from == null || own.since() == null ? null : (own.since() - from) / MICROS_OF_HOUR;
    }
}
