package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ErrorHistogramTest {

    /** Of 1,000 rows 5 are 500 too short and 3 are 400 too long; the others are off by less than 10. */
    @Test
    void saysWhatTheOuterBinsHold() {
        Dataset<Row> rows = SharedSpark.session()
                .range(1000)
                .selectExpr(
                        "case when id < 5 then 500D when id < 8 then 100D else 100D + id % 10 end as minutes",
                        "case when id < 5 then 0D when id < 8 then 500D else 105D end as _prediction");

        ErrorHistogram bins = ErrorHistogram.of(rows, "minutes");

        assertThat(bins.reach()).as("the 98% quantile of the absolute error").isEqualTo(5);
        long low = rows.where("_prediction - minutes < -5 + 10 / 61").count();
        long high = rows.where("_prediction - minutes >= 5 - 10 / 61").count();
        assertThat(bins.outerBars())
                .isEqualTo("Outer bars: %d rows below \u22124.84, %d at or above 4.84.".formatted(low, high));
        double last = bins.low() + 59 * bins.cell();
        assertThat(bins.outerCells())
                .isEqualTo("Outer cells: %d rows at or above %.0f."
                        .formatted(
                                rows.where("greatest(_prediction, minutes) >= " + last)
                                        .count(),
                                last));
    }
}
