package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real fit that cannot get its slots: tasks of somebody else hold them. */
@Timeout(180)
class WatchdogTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static CountDownLatch held = new CountDownLatch(0);
    private static CountDownLatch release = new CountDownLatch(0);

    private final SparkContext spark = SharedSpark.session().sparkContext();
    private final TrainingSpec spec = TinyRows.spec("{num_round: 3}");

    @AfterEach
    void letGo() {
        release.countDown();
        spark.setInterruptOnCancel(false);
    }

    @Test
    void givesUpAFitThatGetsNoSlot() throws InterruptedException {
        Thread holder = hold(2);
        assertThatThrownBy(() -> Watchdog.watch(spark, LIMIT, this::fit))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("train.no-slots"))
                .hasMessage("Cannot train: no task slot became free for the fit within 4 seconds. Give Spark more slots"
                        + " than model.workers, or wait for what else it runs.");
        release.countDown();
        holder.join();
        assertThat(fit()).as("Spark works on").isEqualTo(3); // which watches itself, and not by seconds
    }

    @Test
    void givesUpTasksThatGiveNoSignOfLife() {
        assertThatThrownBy(() -> Watchdog.watch(spark, LIMIT, () -> sleepers(1, 60_000)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("train.stuck"))
                .hasMessage(
                        "Cannot train: for 4 seconds no task of the fit has begun or ended; running: 1. If a fit may"
                                + " take so long, raise model.stuck-after-minutes; else look at the executors' logs.");
    }

    @Test
    void leavesAloneWhatGoesOn() {
        assertThat(Watchdog.watch(spark, LIMIT, () -> sleepers(6, 2_000))).isEqualTo(6);
    }

    @Test
    void handsOnOtherFailures() {
        assertThatThrownBy(() -> Watchdog.watch(spark, LIMIT, () -> {
                    throw new IllegalStateException("odd");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("odd");
    }

    private long fit() {
        try {
            return new TreeTrainer(spec, TinyRows.INPUTS, new Preflight.Findings(0, 0, List.of()))
                    .fit(Examples.training(TinyRows.frame(20, 0), spec, TinyRows.ALIKE), 3)
                    .getNumBoostedRound();
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    /** Cancelled, they wake up: no later test finds a slot taken. */
    private long sleepers(int tasks, long millis) {
        spark.setInterruptOnCancel(true);
        return new JavaSparkContext(spark)
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(i -> {
                    Thread.sleep(millis);
                    return i;
                })
                .count();
    }

    /** Takes so many slots, until they are released. */
    private Thread hold(int slots) throws InterruptedException {
        held = new CountDownLatch(slots);
        release = new CountDownLatch(1);
        Thread holder = new Thread(() -> new JavaSparkContext(spark)
                .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
                .foreach(i -> {
                    held.countDown();
                    release.await();
                }));
        holder.start();
        held.await();
        return holder;
    }
}
