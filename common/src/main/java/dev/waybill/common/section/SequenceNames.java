package dev.waybill.common.section;

import dev.waybill.common.section.Sequence.Counted;
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
            sequence.of().forEach(column -> names.add(column + "_distinct", "how many different " + column, "have"));
        }
        if (sequence.stats().contains(Counted.repeats)) {
            sequence.of().forEach(column -> names.addCount(column + "_repeats", "have this row's " + column));
        }
        sequence.counts()
                .forEach((column, values) -> values.forEach(value ->
                        names.addCount(column + "_count_" + word(value), "have %s %s".formatted(column, value))));
        if (sequence.stats().contains(Counted.count)) {
            names.addCount("count", "there are");
        }
        sequence.since().ifPresent(names::addHours);
        return List.copyOf(names.named);
    }

    private void addLast(String column) {
        for (int i = 1; i <= sequence.last(); i++) {
            add(column + "_lag" + i, column, "have, the last but " + (i - 1));
        }
    }

    private void addHours(Since since) {
        add(since.of() + "_hours_since_first", "hours since the " + since.of(), "have, the first");
        for (int i : since.back()) {
            add(since.of() + "_hours_since_lag" + i, "hours since the " + since.of(), "have, the last but " + (i - 1));
        }
    }

    private void addCount(String name, String which) {
        add(name, "how many of", which);
    }

    private void add(String name, String what, String which) {
        named.add(new Named(
                name + "_by_" + String.join("_", sequence.key()), "%s %s %s".formatted(what, earlier, which)));
    }

    /** What a value adds to a name. */
    private static String word(String value) {
        return value.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    }
}
