package dev.waybill.common.section;

import dev.waybill.common.refusal.Suggestion;

/** By which column of a key rows may be parted in order. */
final class OrderedKey {

    private OrderedKey() {}

    /** @throws IllegalArgumentException that begins with the path in params */
    static void require(String column, Source source) {
        if (source.isDated()) {
            throw new IllegalArgumentException(
                    "split goes by %s, but rows have a date, source.event-time: part them by dates".formatted(column));
        }
        if (!source.key().contains(column)) {
            throw new IllegalArgumentException("split.column is '%s', which is not in source.key. %s"
                    .formatted(column, Suggestion.sentence(column, source.key())));
        }
    }
}
