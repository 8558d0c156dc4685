package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import dev.waybill.jobs.drift.stats.AdversarialValidation;
import dev.waybill.jobs.drift.stats.MaximumMeanDiscrepancy;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * All features of a day together, beside reference days of its class: by samples of {@value RowSample#ROWS} rows a day. Measured,
 * but not judged: that whole days differ is what makes such tests alarm, and columns are judged by how much days do.
 */
final class JudgedTable {

    static final String NAME = ":table";

    static final String ROLE = "table";

    /** Rows are dealt anew this often; so the least p-value is about 0.01. */
    private static final int DEALINGS = 100;

    private static final long SEED = 20_200_301;

    private final Map<LocalDate, Row> days = new TreeMap<>();
    private final Judging judging;

    JudgedTable(List<Row> profiles, Judging judging) {
        profiles.forEach(row -> days.put(row.<Date>getAs("event_date").toLocalDate(), row));
        this.judging = judging;
    }

    /** One a day, as rows of {@link Measurement#SCHEMA}. */
    Stream<Row> measurements() {
        return judging.days().stream().filter(days::containsKey).flatMap(this::measure);
    }

    private Stream<Row> measure(LocalDate day) {
        List<LocalDate> reference = alike(day);
        double[][] before = reference.stream()
                .flatMap(each -> rows(each, Math.max(1, RowSample.ROWS / reference.size())))
                .toArray(double[][]::new);
        double[][] now = rows(day, RowSample.ROWS).toArray(double[][]::new);
        if (Math.min(before.length, now.length) < Measurement.LEAST_SAMPLE) {
            return Stream.empty();
        }
        double[][] scaled = scaled(before, before);
        TestResult test = MaximumMeanDiscrepancy.test(scaled, scaled(now, before), DEALINGS, SEED);
        double area = AdversarialValidation.area(before, now, SEED);
        return Stream.of(Measurement.ofTable(day, reference, count(List.of(day)), count(reference), test, area));
    }

    private List<LocalDate> alike(LocalDate day) {
        List<LocalDate> known = judging.reference(Role.FEATURE, day).stream()
                .filter(days::containsKey)
                .toList();
        List<LocalDate> ofClass = known.stream()
                .filter(each -> dayClass(each).equals(dayClass(day)))
                .toList();
        return ofClass.size() >= Reference.LEAST_DAYS ? ofClass : known;
    }

    private String dayClass(LocalDate day) {
        return row(day).getAs("day_class");
    }

    private long count(List<LocalDate> some) {
        return some.stream().mapToLong(day -> row(day).<Long>getAs("count")).sum();
    }

    private Row row(LocalDate day) {
        return Objects.requireNonNull(days.get(day));
    }

    private Stream<double[]> rows(LocalDate day, int atMost) {
        Row row = row(day);
        return row.<Row>getList(row.fieldIndex("row_sample")).stream()
                .limit(atMost)
                .map(sampled -> sampled.<Double>getList(1).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }

    /** By mean and deviation of the reference; missing ones at the mean. */
    private static double[][] scaled(double[][] rows, double[][] reference) {
        double[][] scaled = Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        for (int column = 0; column < reference[0].length; column++) {
            int at = column;
            double[] known = Arrays.stream(reference)
                    .mapToDouble(row -> row[at])
                    .filter(Double::isFinite)
                    .toArray();
            double mean = Arrays.stream(known).average().orElse(0);
            double squares = Arrays.stream(known)
                    .map(each -> (each - mean) * (each - mean))
                    .average()
                    .orElse(0);
            double deviation = squares > 0 ? Math.sqrt(squares) : 1;
            for (double[] row : scaled) {
                row[at] = Double.isFinite(row[at]) ? (row[at] - mean) / deviation : 0;
            }
        }
        return scaled;
    }
}
