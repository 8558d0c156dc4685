package dev.waybill.jobs.drift;

import java.sql.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** One column of one day, as far as a task has seen its rows. */
final class ColumnTally {

    /** More categories than this are handed on, so that a column of millions of them does not fill the memory. */
    private static final int MOST_CATEGORIES = 10_000;

    private final Date day;
    private final String id;
    private final Optional<NumberTally> numbers;
    private final Map<String, Long> categories = new HashMap<>();
    private long rows;
    private long missing;

    ColumnTally(Date day, String id, Optional<BinEdges> edges) {
        this.day = day;
        this.id = id;
        this.numbers = edges.map(NumberTally::new);
    }

    /** @param full takes what is handed on */
    void add(@Nullable Object value, Consumer<Row> full) {
        rows++;
        if (value == null) {
            missing++;
        } else if (numbers.isPresent()) {
            numbers.get().add((Double) value);
        } else {
            categories.merge((String) value, 1L, Long::sum);
            if (categories.size() > MOST_CATEGORIES) {
                handOn(full);
            }
        }
    }

    /** All that there is, as rows of {@link Tallies#SCHEMA}. */
    void finish(Consumer<Row> out) {
        out.accept(RowFactory.create(
                day,
                id,
                null,
                rows,
                missing,
                numbers.map(NumberTally::zeros).orElse(null),
                numbers.map(NumberTally::sum).orElse(null),
                numbers.map(NumberTally::squares).orElse(null),
                numbers.map(NumberTally::least).orElse(null),
                numbers.map(NumberTally::greatest).orElse(null),
                numbers.map(NumberTally::bins).orElse(null),
                null));
        handOn(out);
    }

    private void handOn(Consumer<Row> out) {
        categories.forEach((category, count) ->
                out.accept(RowFactory.create(day, id, category, count, 0L, null, null, null, null, null, null, null)));
        categories.clear();
    }
}
