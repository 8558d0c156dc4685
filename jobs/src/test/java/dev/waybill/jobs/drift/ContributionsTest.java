package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ContributionsTest {

    /** Of four rows, two name hour: -2 and -4; the others count as 0. */
    @Test
    void averageOverAllRowsOfADay() {
        Dataset<Row> scored = SharedSpark.session()
                .range(4)
                .selectExpr(
                        "date'2020-03-01' as event_date",
                        "if(id < 2, array(named_struct('feature', 'hour', 'contribution', -2D * (id + 1)),"
                                + " named_struct('feature', 'km', 'contribution', 1D)),"
                                + " array(named_struct('feature', 'km', 'contribution', 3D))) as explanation");

        assertThat(Contributions.of(scored).orderBy("id").collectAsList())
                .hasToString("[[2020-03-01,feature:hour,-1.5], [2020-03-01,feature:km,2.0]]");
        assertThat(Contributions.of(scored.drop("explanation")).collectAsList()).isEmpty();
    }
}
