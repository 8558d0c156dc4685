package dev.waybill.common.table;

import dev.waybill.common.conf.Part;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.SplitRule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The parts of a split as rows: of the features, or of any other table that has their key and event date. */
public final class Parts {

    private Parts() {}

    /**
     * The split that params come to: the same one for all jobs that see the same features.
     *
     * @param rule by params; empty for the usual one
     */
    public static Split of(Optional<SplitRule> rule, Source source, Dataset<Row> features) {
        return SplitRule.orDefault(rule, source)
                .on(
                        source,
                        () -> Tables.dates(
                                Tables.labelled(features, source.label().name())));
    }

    /** The rows of a part. */
    public static Dataset<Row> rows(Dataset<Row> rows, Split split, Part part) {
        return rows(rows, split, List.of(part));
    }

    /** The rows of some parts. */
    public static Dataset<Row> rows(Dataset<Row> rows, Split split, Collection<Part> parts) {
        return rows.where(split.condition(parts));
    }

    /** The rows of which a model trained on the split cannot have seen the label. */
    public static Dataset<Row> unseen(Dataset<Row> rows, Split split) {
        return rows.where(split.unseen());
    }
}
