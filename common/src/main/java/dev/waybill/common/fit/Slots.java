package dev.waybill.common.fit;

import dev.waybill.common.refusal.Refusal;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;

/** How many tasks Spark can run at once: a fit needs one slot a worker, all at the same time. */
final class Slots {

    /** The last tasks of an earlier query may be ending. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Slots() {}

    /** Whoever uses them now. */
    static int all(SparkContext spark) {
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }

    /** Refuses to begin what could not get its slots. */
    static void require(SparkContext spark, int workers) {
        int all = all(spark);
        int free = free(spark, all);
        for (long end = System.nanoTime() + PATIENCE.toNanos();
                all >= workers && free < workers && System.nanoTime() < end; ) {
            pause();
            free = free(spark, all);
        }
        if (free < workers) {
            throw Refusal.mistake(
                    "train.no-slots",
                    "Cannot train with %d workers: of Spark's %d task slots %d are free."
                            .formatted(workers, all, Math.max(0, free)),
                    "Lower model.workers, or give Spark more slots, such as --master local[%d].".formatted(workers));
        }
    }

    private static int free(SparkContext spark, int all) {
        return all
                - Arrays.stream(spark.statusTracker().getExecutorInfos())
                        .mapToInt(SparkExecutorInfo::numRunningTasks)
                        .sum();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for task slots", e);
        }
    }
}
