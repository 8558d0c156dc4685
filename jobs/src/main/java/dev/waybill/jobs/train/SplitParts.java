package dev.waybill.jobs.train;

import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.model.ExactSum;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What is in each part of a split. */
final class SplitParts {

    /**
     * A part.
     *
     * @param days with at least one row
     * @param labelMean over the labelled rows
     */
    record Part(DateRange dates, long days, long rows, long labelledRows, Optional<Double> labelMean) {}

    private SplitParts() {}

    /** By the part's name, in the order of time. */
    static Map<String, Part> of(Dataset<Row> features, Source source, Split split) {
        Column label = functions.col(source.label().name());
        Map<String, Row> counted = new HashMap<>();
        features.groupBy(part(split).as("part"))
                .agg(
                        functions.countDistinct(Tables.EVENT_DATE),
                        functions.count("*"),
                        functions.count(label),
                        ExactSum.mean(label.cast("double")))
                .where(functions.col("part").isNotNull())
                .collectAsList()
                .forEach(row -> counted.put(row.getString(0), row));
        Map<String, Part> parts = new LinkedHashMap<>();
        split.parts().forEach((name, dates) -> parts.put(name, part(dates, Optional.ofNullable(counted.get(name)))));
        return parts;
    }

    /** The name of the part that a row is in; null in a gap and after the last. */
    private static Column part(Split split) {
        Column part = functions.lit(null).cast("string");
        for (Map.Entry<String, DateRange> entry : split.parts().entrySet()) {
            DateRange dates = entry.getValue();
            Column isIn =
                    functions.col(Tables.EVENT_DATE).between(Date.valueOf(dates.first()), Date.valueOf(dates.last()));
            part = functions.when(isIn, entry.getKey()).otherwise(part);
        }
        return part;
    }

    private static Part part(DateRange dates, Optional<Row> row) {
        return row.map(found -> new Part(
                        dates, found.getLong(1), found.getLong(2), found.getLong(3), Optional.ofNullable((Double)
                                found.get(4))))
                .orElse(new Part(dates, 0, 0, 0, Optional.empty()));
    }
}
