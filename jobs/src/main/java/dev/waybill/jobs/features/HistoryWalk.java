package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.History;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Goes along the steps of one key in the order of time, and answers where it is asked. */
record HistoryWalk(AsOf asOf, List<History> histories, List<String> measures)
        implements FlatMapGroupsFunction<Row, Row, Row> {

    /** In place of a measure; before all measures, since what becomes known at the time itself is not seen. */
    static final int ASKS = -1;

    /** The digest of one group of values, which come in their order. */
    static Iterator<Row> digest(Row group, Iterator<Row> values) {
        List<@Nullable Object> cells = cells(group, group.size());
        cells.add(Digest.of(values).toBytes());
        return List.of(RowFactory.create(cells.toArray())).iterator();
    }

    /** @param key and, last, what all keys share */
    @Override
    public Iterator<Row> call(Row key, Iterator<Row> steps) {
        KeyHistory history = new KeyHistory(histories, asOf);
        Stream<Row> inOrder =
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(steps, Spliterator.ORDERED), false);
        return inOrder.map(step -> step(key, step, history))
                .flatMap(Optional::stream)
                .iterator();
    }

    private Optional<Row> step(Row key, Row step, KeyHistory history) {
        long time = step.getAs(HistoryFeatures.TIME);
        int measure = step.getAs(HistoryFeatures.MEASURE);
        if (measure != ASKS) {
            history.add(time, measures.get(measure), Digest.read(step.getAs(HistoryFeatures.DIGEST)));
            return Optional.empty();
        }
        List<@Nullable Object> cells = cells(key, key.size() - 1);
        cells.add(time);
        cells.addAll(history.features(time, step.<Long>getAs(HistoryFeatures.ASKED_AT)));
        return Optional.of(RowFactory.create(cells.toArray()));
    }

    private static List<@Nullable Object> cells(Row row, int first) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < first; i++) {
            cells.add(row.get(i));
        }
        return cells;
    }
}
