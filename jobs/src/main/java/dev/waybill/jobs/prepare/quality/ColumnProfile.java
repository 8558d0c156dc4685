package dev.waybill.jobs.prepare.quality;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * A clean column of a batch in numbers.
 *
 * @param type as in Spark SQL
 * @param values rows in which it is not null
 * @param completeness their share, 0 to 1
 * @param distinct different values, by HyperLogLog++, to about 5 percent; empty where Spark tells no two apart
 * @param minimum of numbers only
 * @param maximum of numbers only
 * @param quantiles of numbers that are no key: {@link BatchProfile#QUANTILES} at equal distances, of a sample if there are many
 */
public record ColumnProfile(
        String column,
        String type,
        long values,
        double completeness,
        Optional<Double> distinct,
        Optional<Double> minimum,
        Optional<Double> maximum,
        List<Double> quantiles) {

    boolean isNumber() {
        return DataType.fromDDL(type) instanceof NumericType;
    }
}
