package dev.waybill.jobs.promote;

import dev.waybill.common.params.Default;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * How much worse one side of an error is than the other: a row's loss counts so many times.
 *
 * @param late of a label above its prediction: what comes later than was said
 * @param early of a label below it
 */
public record Cost(@Default("1") double late, @Default("1") double early) {

    /** Both sides count alike. */
    static final Cost EVEN = new Cost(1, 1);

    public Cost {
        if (!(late > 0 && early > 0)) {
            throw new IllegalArgumentException(
                    "has late %s and early %s, but both must be above 0".formatted(late, early));
        }
    }

    boolean isEven() {
        return late == early;
    }

    /** A row's loss with this cost. */
    Column of(Column loss, Column actual, Column predicted) {
        return isEven()
                ? loss
                : loss.multiply(functions.when(actual.gt(predicted), late).otherwise(early));
    }
}
