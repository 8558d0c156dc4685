package dev.waybill.jobs.features;

import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.AsOf;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.BufferedIterator;
import scala.collection.JavaConverters;

/** Goes along the steps of one key in the order of time, and answers where it is asked. */
record HistoryWalk(AsOf asOf, List<HistoryGroup> groups, List<String> measures)
        implements FlatMapGroupsFunction<Row, Row, Row> {

    /** In place of a measure; before all measures, since what becomes known at the time itself is not seen. */
    static final int ASKS = -1;

    /** @param key the group's number, and the key as text */
    @Override
    public Iterator<Row> call(Row key, Iterator<Row> inOrder) {
        BufferedIterator<Row> steps = JavaConverters.asScalaIterator(inOrder).buffered();
        KeyHistory history = new KeyHistory(groups.get(key.getInt(0)).histories(), asOf);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (steps.hasNext() && measure(steps.head()) != ASKS) {
                    Row step = steps.head();
                    history.add(time(step), measures.get(measure(step)), Digest.merged(new SameStep(step, steps)));
                }
                return steps.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) { // or else what is to be learned first would be taken for a question
                    throw new NoSuchElementException();
                }
                Row step = steps.next();
                return RowFactory.create(
                        key.get(0),
                        key.get(1),
                        time(step),
                        history.features(time(step), step.<Long>getAs(HistoryFeatures.ASKED_AT))
                                .toArray(Double[]::new));
            }
        };
    }

    /** The digests of a step, which come in as many rows as were dealt to. */
    private record SameStep(Row first, BufferedIterator<Row> steps) implements Iterator<Digest> {

        @Override
        public boolean hasNext() {
            return steps.hasNext() && time(steps.head()) == time(first) && measure(steps.head()) == measure(first);
        }

        @Override
        public Digest next() {
            return Digest.read(steps.next().getAs(HistoryFeatures.DIGEST));
        }
    }

    private static long time(Row step) {
        return step.getAs(HistoryFeatures.TIME);
    }

    private static int measure(Row step) {
        return step.getAs(HistoryFeatures.MEASURE);
    }
}
