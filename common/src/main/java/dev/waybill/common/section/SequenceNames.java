package dev.waybill.common.section;

import dev.waybill.common.section.Sequence.Counted;
import dev.waybill.common.section.Sequence.Kind;
import dev.waybill.common.section.Sequence.Named;
import dev.waybill.common.section.Sequence.Since;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the features of a sequence are called: {@code activity_lag1_by_case_no}, by all that tells them apart. */
final class SequenceNames {

    private final List<Named> named = new ArrayList<>();
    private final Sequence sequence;
    private final String earlier;

    private SequenceNames(Sequence sequence) {
        this.sequence = sequence;
        this.earlier = "the earlier rows with the same " + String.join(", ", sequence.key());
    }

    static List<Named> of(Sequence sequence) {
        SequenceNames names = new SequenceNames(sequence);
        sequence.of().forEach(names::addLast);
        if (sequence.stats().contains(Counted.distinct)) {
            sequence.of()
                    .forEach(column -> names.add(
                            column + "_distinct", Kind.count, column, "how many different " + column, "have"));
        }
        if (sequence.stats().contains(Counted.repeats)) {
            sequence.of().forEach(column -> names.addCount(column + "_repeats", column, "have this row's " + column));
        }
        sequence.counts()
                .forEach((column, values) -> values.forEach(value -> names.addCount(
                        column + "_count_" + word(value), column, "have %s %s".formatted(column, value))));
        if (sequence.stats().contains(Counted.count)) {
            names.addCount("count", sequence.key().get(0), "there are");
        }
        sequence.since().ifPresent(names::addHours);
        return List.copyOf(names.named);
    }

    private void addLast(String column) {
        for (int i = 1; i <= sequence.last(); i++) {
            add(column + "_lag" + i, Kind.value, column, column, back(i));
        }
    }

    private void addHours(Since since) {
        String hours = "hours since the " + since.of();
        add(since.of() + "_hours_since_first", Kind.hours, since.of(), hours, "have, the first");
        since.back().forEach(i -> add(since.of() + "_hours_since_lag" + i, Kind.hours, since.of(), hours, back(i)));
    }

    private void addCount(String name, String column, String which) {
        add(name, Kind.count, column, "how many of", which);
    }

    private void add(String name, Kind kind, String column, String what, String which) {
        String full = name + "_by_" + String.join("_", sequence.key());
        named.add(new Named(full, kind, column, "%s %s %s".formatted(what, earlier, which)));
    }

    private static String back(int rows) {
        return rows == 1 ? "have, the last" : "have, the last but " + (rows - 1);
    }

    /** What a value adds to a name. */
    private static String word(String value) {
        return value.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    }
}
