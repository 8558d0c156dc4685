package dev.waybill.pipelines.cli;

import java.util.Optional;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Asks Spark's status tracker how far the active stages are. */
final class SparkTasks {

    private SparkTasks() {}

    /** Empty where no session or no stage is active. */
    static Optional<TaskCount> now() {
        Option<SparkSession> session = SparkSession.getDefaultSession();
        return session.isEmpty()
                ? Optional.empty()
                : count(session.get().sparkContext().statusTracker());
    }

    private static Optional<TaskCount> count(SparkStatusTracker tracker) {
        int done = 0;
        int total = 0;
        for (int stage : tracker.getActiveStageIds()) {
            Option<SparkStageInfo> info = tracker.getStageInfo(stage);
            done += info.isEmpty() ? 0 : info.get().numCompletedTasks();
            total += info.isEmpty() ? 0 : info.get().numTasks();
        }
        return total == 0 ? Optional.empty() : Optional.of(new TaskCount(done, total));
    }
}
