package dev.waybill.common.fit;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;

/** How many tasks Spark can run at once: a fit needs one slot a worker, all at the same time. */
final class Slots {

    /** The last tasks of an earlier query may be ending. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Slots() {}

    /** Refuses to begin what could not get its slots. */
    static void require(SparkSession session, int workers) {
        SparkContext spark = session.sparkContext();
        int all = Sessions.slots(session);
        int free = free(spark, all);
        for (long end = System.nanoTime() + PATIENCE.toNanos();
                all >= workers && free < workers && System.nanoTime() < end; ) {
            pause();
            free = free(spark, all);
        }
        if (free < workers) {
            String ofWhich = all < workers ? "" : ", of which %d are free".formatted(Math.max(0, free));
            throw Refusal.mistake(
                    "train.no-slots",
                    "Cannot train with %d workers: Spark has %d task slots%s.".formatted(workers, all, ofWhich),
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
