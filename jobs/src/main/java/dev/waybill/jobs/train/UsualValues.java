package dev.waybill.jobs.train;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.model.Input;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * What drawn training rows say of each feature: how its values become numbers, and which are usual.
 *
 * @param usual see {@link dev.waybill.common.model.ForestModel}
 * @param spread likewise
 * @param unvarying features that have one value in all rows, or none, and so no part in the model
 */
record UsualValues(List<Input> inputs, List<Float> usual, List<Float> spread, List<String> unvarying) {

    /** Categories beyond these are as rare as one that was never seen. */
    private static final int CATEGORIES = 1000;
    /** Of percentiles: exact to a ten-thousandth of the rows. */
    private static final int ACCURACY = 10_000;
    /** Median distance to standard deviation of a normal distribution. */
    private static final double TO_DEVIATION = 1.4826;

    private static final class Found {
        private final List<Input> inputs = new ArrayList<>();
        private final List<Float> usual = new ArrayList<>();
        private final List<Float> spread = new ArrayList<>();
        private final List<String> unvarying = new ArrayList<>();

        private void add(Input input, double value, double distance) {
            inputs.add(input);
            usual.add((float) value);
            spread.add((float) distance);
        }
    }

    /** @throws Refusal if a feature is no number, text or yes or no, or none of them varies */
    static UsualValues of(Dataset<Row> rows, List<String> names) {
        Found found = new Found();
        for (String name : names) {
            DataType type = rows.schema().apply(name).dataType();
            if (type instanceof StringType) {
                category(rows, name, found);
            } else if (type instanceof NumericType || type instanceof BooleanType) {
                number(rows, name, found);
            } else {
                throw Refusal.mistake(
                        "train.bad-feature",
                        "Cannot train: feature %s is of type %s, and only numbers, texts and booleans are looked at."
                                .formatted(name, type.simpleString()),
                        "Make one of these of it in features.columns.");
            }
        }
        if (found.inputs.isEmpty()) {
            throw Refusal.mistake(
                    "train.no-features",
                    "Cannot train: each feature has one value in all rows of split.train, or none (%s)."
                            .formatted(String.join(", ", found.unvarying)),
                    "Look at features.columns and at the table features.");
        }
        return new UsualValues(
                List.copyOf(found.inputs),
                List.copyOf(found.usual),
                List.copyOf(found.spread),
                List.copyOf(found.unvarying));
    }

    private static void number(Dataset<Row> rows, String name, Found found) {
        Column raw = col(name).cast("float").cast("double");
        Column value = when(abs(raw).leq(Float.MAX_VALUE), raw); // neither infinite nor not a number
        Row figures = Sessions.summary(
                rows.agg(min(value), max(value), percentile_approx(value, lit(0.5), lit(ACCURACY)), stddev_pop(value)));
        if (figures.isNullAt(0) || figures.getDouble(0) == figures.getDouble(1)) {
            found.unvarying.add(name);
            return;
        }
        double median = figures.getDouble(2);
        double distance = Sessions.summary(
                        rows.agg(percentile_approx(abs(value.minus(median)), lit(0.5), lit(ACCURACY))))
                .getDouble(0);
        found.add(Input.numeric(name), median, distance > 0 ? distance * TO_DEVIATION : figures.getDouble(3));
    }

    private static void category(Dataset<Row> rows, String name, Found found) {
        List<Row> categories = rows.where(col(name).isNotNull())
                .groupBy(name)
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), col(name))
                .limit(CATEGORIES)
                .collectAsList();
        if (categories.size() < 2) {
            found.unvarying.add(name);
            return;
        }
        double all = Sessions.count(rows.where(col(name).isNotNull()));
        List<Float> codes = categories.stream()
                .map(row -> (float) -Math.log(row.getLong(1) / all))
                .toList();
        float rarest = (float) Math.log(all + 1);
        List<String> texts = categories.stream().map(row -> row.getString(0)).toList();
        found.add(Input.categorical(name, texts, codes, rarest), codes.get(0), deviation(categories, codes, all));
    }

    private static double deviation(List<Row> categories, List<Float> codes, double all) {
        double squares = 0;
        for (int i = 0; i < codes.size(); i++) {
            double distance = codes.get(i) - codes.get(0);
            squares += categories.get(i).getLong(1) / all * distance * distance;
        }
        return Math.sqrt(squares);
    }
}
