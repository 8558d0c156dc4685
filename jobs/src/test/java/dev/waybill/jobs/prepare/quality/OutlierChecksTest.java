package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class OutlierChecksTest {

    private static Dataset<Row> rows(String value) {
        return SharedSpark.session().range(100).selectExpr("id", value + " as minutes");
    }

    private static List<Check> check(Dataset<Row> rows, String limits) {
        return OutlierChecks.of(TestChecks.of(limits), BatchProfile.of(rows, 100, List.of("id"), List.of()), rows);
    }

    /** 0 to 99 have the median 49.5 and the MAD 25; the last ten, a thousand times as long, move it by nothing. */
    @Test
    void countsValuesFarFromTheMedian() {
        List<Check> checks = check(rows("if(id < 90, id, id * 1000)"), "{outliers: {z: 3.5, share: 0.05}}");
        assertThat(checks).hasSize(1);
        Check check = checks.get(0);
        assertThat(check.value()).isEqualTo(0.1);
        assertThat(check.message())
                .isEqualTo("10.00% of the values of minutes are outliers, above checks.outliers.share 5.000%");
        assertThat(rows("if(id < 90, id, id * 1000)")
                        .where(check.atFault().orElseThrow())
                        .count())
                .isEqualTo(10);
    }

    @Test
    void findsNoneAmongEvenValues() {
        assertThat(check(rows("id"), "{outliers: {share: 0}}")).singleElement().matches(Check::passed);
    }

    @Test
    void saysNothingWhereMostValuesAreTheSame() {
        assertThat(check(rows("if(id < 60, 1, id)"), "{}")).isEmpty();
    }
}
