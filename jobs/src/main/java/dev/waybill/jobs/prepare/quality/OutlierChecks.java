package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;

import dev.waybill.common.table.Sessions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Numbers far from the median: their share, counted in one pass over the rows. */
public final class OutlierChecks {

    /**
     * A column and where its bulk lies, as its quantiles say.
     *
     * @param condition in Spark SQL, that a value is an outlier
     */
    private record Judged(String column, String condition) {

        /** None where there are no quantiles to tell a spread by, or more than half is one value. */
        static Optional<Judged> of(ColumnProfile profile, double z) {
            if (profile.quantiles().isEmpty() || !profile.quantiles().stream().allMatch(Double::isFinite)) {
                return Optional.empty();
            }
            RobustSpread spread = RobustSpread.ofQuantiles(profile.quantiles());
            double distance = spread.distance(z);
            double least = spread.median() - distance;
            double most = spread.median() + distance;
            String condition = "`%1$s` < %2$sD or `%1$s` > %3$sD".formatted(profile.column(), least, most);
            return spread.deviation() > 0 ? Optional.of(new Judged(profile.column(), condition)) : Optional.empty();
        }
    }

    private OutlierChecks() {}

    /** Of a column of which more than half is one value, no spread is known, and nothing is said. */
    public static List<Check> of(Checks limits, BatchProfile profile, Dataset<Row> clean) {
        List<Judged> columns = profile.columns().stream()
                .flatMap(column -> Judged.of(column, limits.outliers().z()).stream())
                .toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        Column[] counts = columns.stream()
                .flatMap(column -> Stream.of(count_if(expr(column.condition())), count(col(column.column()))))
                .toArray(Column[]::new);
        Row totals = Sessions.summary(clean.select(counts));
        return IntStream.range(0, columns.size())
                .mapToObj(i -> check(limits, columns.get(i), totals.getLong(2 * i), totals.getLong(2 * i + 1)))
                .toList();
    }

    private static Check check(Checks limits, Judged column, long outliers, long values) {
        double share = (double) outliers / values;
        String failure = "%s of the values of %s are outliers, above checks.outliers.share %s"
                .formatted(
                        Shown.percent(share),
                        column.column(),
                        Shown.percent(limits.outliers().share()));
        return Check.atMost(
                        limits,
                        CheckKind.OUTLIERS,
                        column.column(),
                        share,
                        limits.outliers().share(),
                        failure)
                .blaming(column.condition());
    }
}
