package dev.waybill.common.table;

import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitRule;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The parts of a split as rows: of the features, or of any other table that has their key and event date. */
public final class Parts {

    /** A date with no more than this part of the rows of the largest one has only strays: a hundredth. */
    private static final int STRAY = 100;

    private Parts() {}

    /**
     * The split that params come to: the same one for all jobs that see the same features.
     *
     * @param rule by params; empty for the usual one
     * @param last the date to count back from, as if there were no later ones; empty for the last that there is
     */
    public static Split of(Optional<SplitRule> rule, Source source, Dataset<Row> features, Optional<LocalDate> last) {
        return SplitRule.orDefault(rule, source).on(source, new LabelledFeatures(source, features, last));
    }

    /** Those that params leave open, each with other training rows. */
    public static List<Split> candidates(
            Optional<SplitRule> rule, Source source, Dataset<Row> features, Optional<LocalDate> last) {
        return SplitRule.orDefault(rule, source).candidates(source, new LabelledFeatures(source, features, last));
    }

    /** The rows up to a date, or all. */
    public static Dataset<Row> upTo(Optional<LocalDate> last, Dataset<Row> rows) {
        return last.map(date -> rows.where(rows.col(Tables.EVENT_DATE).leq(Date.valueOf(date))))
                .orElse(rows);
    }

    /**
     * The dates that are of more than strays: a trip dated 2041 is no test.
     *
     * @param rows of each date
     */
    public static NavigableSet<LocalDate> bulk(Map<LocalDate, Long> rows) {
        long largest = rows.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return rows.entrySet().stream()
                .filter(date -> date.getValue() * STRAY > largest)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The rows of a part. */
    public static Dataset<Row> rows(Dataset<Row> rows, Split split, Part part) {
        return rows(rows, split, List.of(part));
    }

    /** The rows of some parts. */
    public static Dataset<Row> rows(Dataset<Row> rows, Split split, Collection<Part> parts) {
        return rows.where(split.condition(parts));
    }

    /** All rows before those of the test, see {@link Split#beforeTest}. */
    public static Dataset<Row> beforeTest(Dataset<Row> rows, Split split) {
        return rows.where(split.beforeTest());
    }

    /** The rows of which a model trained on the split cannot have seen the label. */
    public static Dataset<Row> unseen(Dataset<Row> rows, Split split) {
        return rows.where(split.unseen());
    }
}
