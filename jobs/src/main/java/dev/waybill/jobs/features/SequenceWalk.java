package dev.waybill.jobs.features;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.BufferedIterator;
import scala.collection.JavaConverters;

/** Goes along the steps of one key in order, and answers where a row asks. */
record SequenceWalk(Lookback lookback) implements FlatMapGroupsFunction<String, Row, Row> {

    @Override
    public Iterator<Row> call(String key, Iterator<Row> inOrder) {
        BufferedIterator<Row> steps = JavaConverters.asScalaIterator(inOrder).buffered();
        EarlierRows earlier = new EarlierRows(lookback);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (steps.hasNext() && isThere(steps.head())) {
                    earlier.add(event(steps.next()));
                }
                return steps.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) { // or else rows that come before would be taken for questions
                    throw new NoSuchElementException();
                }
                Row step = steps.next();
                List<@Nullable Object> answer = new ArrayList<>(values(step.getAs(SequenceFeatures.ROW)));
                answer.addAll(earlier.features(event(step)));
                return RowFactory.create(answer.toArray());
            }
        };
    }

    private static boolean isThere(Row step) {
        return step.<Boolean>getAs(SequenceFeatures.IS_THERE);
    }

    private static SequenceEvent event(Row step) {
        return new SequenceEvent(
                step.<Integer>getAs(SequenceFeatures.PLACE),
                step.getAs(SequenceFeatures.SINCE),
                values(step.getAs(SequenceFeatures.VALUES)),
                step.getList(step.fieldIndex(SequenceFeatures.COMPARED)));
    }

    private static List<@Nullable Object> values(Row struct) {
        return JavaConverters.seqAsJavaList(struct.toSeq());
    }
}
