package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkCostsTest {

    private static final Duration TOOK = Duration.ofMinutes(10);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    private Path folder;

    @Test
    void tellsApartWhatJobsDid() {
        String path = folder.resolve("numbers").toString();

        SparkCost written = cost(() -> spark.range(0, 10, 1, 3).write().parquet(path));
        assertThat(written.jobs()).isEqualTo(1);
        assertThat(written.tasks()).isEqualTo(3);
        assertThat(written.writing()).isPositive();
        assertThat(written.reading().plus(written.computing())).isZero();

        SparkCost read = cost(() -> spark.read().schema("id long").parquet(path).count());
        assertThat(read.jobs()).isEqualTo(1);
        assertThat(read.reading()).isPositive();
        assertThat(read.writing().plus(read.computing())).isZero();

        SparkCost computed =
                cost(() -> spark.sql("select sum(x) from values 1, 2 as t(x)").collectAsList());
        assertThat(computed.jobs()).isEqualTo(1);
        assertThat(computed.reading().plus(computed.writing())).isZero();
    }

    @Test
    void addsUpToAllOfTheTime() {
        SparkCost cost = cost(() -> spark.range(10).count());

        assertThat(cost.reading().plus(cost.computing()).plus(cost.writing()).plus(cost.planning()))
                .isEqualTo(TOOK);
        assertThat(cost(() -> {}))
                .hasToString("0 Spark jobs, 0 tasks; reading 0.0 s, computing 0.0 s, writing 0.0 s, planning 600.0 s");
    }

    private SparkCost cost(Runnable work) {
        try (SparkCosts costs = SparkCosts.during(spark.sparkContext())) {
            work.run();
            return costs.after(TOOK).orElseThrow();
        }
    }
}
