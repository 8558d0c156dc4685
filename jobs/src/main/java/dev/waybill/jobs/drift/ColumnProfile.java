package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * How one column is spread on one day.
 *
 * @param dayClass of days that are alike
 * @param hours of the day in which there are rows
 * @param rows that are compared; of a label, those of which it is known
 * @param missing of these
 * @param unknown of a label: further rows
 * @param numbers if it is a column of numbers
 * @param categories rows of each, if it is a text
 * @param otherRows of categories too rare to be among them
 * @param contribution what the column adds to a prediction, on average; empty where no explanation is known
 */
record ColumnProfile(
        LocalDate day,
        String dayClass,
        long hours,
        long rows,
        long missing,
        long unknown,
        Optional<Numbers> numbers,
        Map<String, Long> categories,
        long otherRows,
        Optional<Double> contribution) {

    /**
     * The values of a column of numbers.
     *
     * @param bins rows, by the edges
     */
    @SuppressWarnings("ArrayRecordComponent") // compared only with themselves
    record Numbers(BinEdges edges, long[] bins, double sum, double squares, double least, double greatest) {

        /** Of several days, all by the same edges. */
        static Numbers of(List<Numbers> days) {
            long[] bins = new long[days.get(0).bins.length];
            days.forEach(day -> Arrays.setAll(bins, i -> bins[i] + day.bins[i]));
            return new Numbers(
                    days.get(0).edges,
                    bins,
                    days.stream().mapToDouble(Numbers::sum).sum(),
                    days.stream().mapToDouble(Numbers::squares).sum(),
                    days.stream().mapToDouble(Numbers::least).min().orElseThrow(),
                    days.stream().mapToDouble(Numbers::greatest).max().orElseThrow());
        }

        long count() {
            return Arrays.stream(bins).sum();
        }

        /**
         * Empty where there are no values, or none that can be added up. To nine digits of what values are spread by, since
         * the last ones of a sum of doubles depend on how rows are dealt to tasks.
         */
        Optional<Double> mean() {
            double mean = sum / count();
            int digits = 9 - (int) Math.floor(Math.log10(Math.max(Math.abs(mean), deviation())));
            return Optional.of(mean).filter(Double::isFinite).map(exact -> exact == 0 ? exact : rounded(exact, digits));
        }

        private static double rounded(double exact, int digits) {
            return new BigDecimal(exact)
                    .setScale(digits, RoundingMode.HALF_EVEN)
                    .doubleValue();
        }

        /** In the unit of the values; 0 where there are none. */
        double deviation() {
            double mean = sum / count();
            double variance = squares / count() - mean * mean;
            return variance > 0 ? Math.sqrt(variance) : 0;
        }
    }

    /** From a row of {@code profile_metrics}. */
    static ColumnProfile of(Row row) {
        boolean isLabel = row.<String>getAs("column_role").equals(Role.LABEL.toString());
        long all = row.<Long>getAs("count");
        long missing = row.<Long>getAs("num_nulls");
        scala.collection.@Nullable Map<String, Long> categories = row.getAs("frequent_items");
        return new ColumnProfile(
                row.<java.sql.Date>getAs("event_date").toLocalDate(),
                row.getAs("day_class"),
                row.<Long>getAs("hours"),
                isLabel ? all - missing : all,
                isLabel ? 0 : missing,
                isLabel ? missing : 0,
                row.isNullAt(row.fieldIndex("bin_counts")) ? Optional.empty() : Optional.of(numbers(row)),
                categories == null ? Map.of() : JavaConverters.mapAsJavaMap(categories),
                row.<Long>getAs("other_rows"),
                Optional.ofNullable(row.<@Nullable Double>getAs("avg_contribution")));
    }

    private static Numbers numbers(Row row) {
        double[] values = row.<Double>getList(row.fieldIndex("bin_ends")).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        long[] bins = row.<Long>getList(row.fieldIndex("bin_counts")).stream()
                .mapToLong(Long::longValue)
                .toArray();
        return new Numbers(
                new BinEdges(values),
                bins,
                row.<Double>getAs("sum"),
                row.<Double>getAs("sum_of_squares"),
                row.<Double>getAs("min"),
                row.<Double>getAs("max"));
    }

    /** Whether all its rows have one value, or none. */
    boolean hasOneValue() {
        boolean number = numbers.isPresent()
                && (missing == 0
                        ? numbers.get().least() >= numbers.get().greatest()
                        : numbers.get().count() == 0);
        boolean text = numbers.isEmpty() && otherRows == 0 && categories.size() + (missing > 0 ? 1 : 0) == 1;
        return number || text;
    }
}
