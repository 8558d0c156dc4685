package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final String ADAPTIVE = "spark.sql.adaptive.enabled";

    private final SparkSession spark = SharedSpark.session();

    @Test
    void fitsBesideEachOtherAreThoseOfOneAfterTheOther() {
        TrainingSpec spec = TinyRows.spec("{num_round: 3}");
        TreeTrainer trees = new TreeTrainer(spec, TinyRows.INPUTS, new Preflight.Findings(0, 0, List.of()));
        List<Integer> counts = List.of(20, 60, 40);
        List<String> beside = Lanes.each(counts, 1, spark, rows -> dump(fit(trees, spec, rows)));
        assertThat(beside)
                .isEqualTo(counts.stream()
                        .map(rows -> dump(fit(trees, spec, rows)))
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void asManyRunAtOnceAsThereAreSlotsForTheirWorkersAndResultsStandInOrder() {
        CyclicBarrier both = new CyclicBarrier(2);
        assertThat(Lanes.each(List.of("a", "b", "c", "d"), 1, spark, name -> met(both, name)))
                .containsExactly("a", "b", "c", "d");
        assertThatThrownBy(() -> Lanes.each(List.of("a", "b"), 2, spark, name -> met(both, name)))
                .as("two workers each take all slots")
                .hasMessage("alone: a");
    }

    @Test
    void settingsAreThoseOfAllWhileTheyRunAndAfterwardsWhatTheyWere() {
        spark.conf().set(ADAPTIVE, "true");
        try {
            List<String> inside = Lanes.each(List.of(1, 2, 3, 4, 5, 6, 7, 8), 1, spark, number -> {
                Sessions.atOnce(spark, () -> spark.range(number).count());
                return spark.conf().get(ADAPTIVE);
            });
            assertThat(inside).hasSize(8).containsOnly("false");
            assertThat(spark.conf().get(ADAPTIVE)).isEqualTo("true");
        } finally {
            spark.conf().set(ADAPTIVE, "false");
        }
    }

    @Test
    void theFirstThatFailsIsToldOfWhenAllAreOver() {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(() -> Lanes.each(List.of(1, 2, 3), 1, spark, number -> {
                    done.incrementAndGet();
                    if (number > 1) {
                        throw new IllegalStateException("fit " + number);
                    }
                    return number;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fit 2")
                .hasSuppressedException(new IllegalStateException("fit 3"));
        assertThat(done).hasValue(3);
    }

    private static Booster fit(TreeTrainer trees, TrainingSpec spec, int rows) {
        return trees.fit(Examples.training(TinyRows.frame(rows, 0), spec, TinyRows.ALIKE), 3);
    }

    private static String dump(Booster booster) {
        try {
            return String.join("", booster.getModelDump("", true, "json"));
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    private static String met(CyclicBarrier both, String name) {
        try {
            both.await(5, TimeUnit.SECONDS);
            return name;
        } catch (TimeoutException e) {
            throw new IllegalStateException("alone: " + name, e);
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
