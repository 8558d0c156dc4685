package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Platform;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Tracking;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Starts Spark and opens what every job of a run is given. */
public final class Opening {

    private Opening() {}

    /**
     * The context of one run; Spark's session stays until the JVM ends.
     *
     * @param master that Spark runs on, whatever params and spark-submit say
     */
    public static JobContext context(
            Pipeline pipeline, String runId, Optional<String> master, Clock clock, Progress progress) {
        Platform platform = pipeline.platform();
        progress.doing("starting Spark");
        SparkSession spark = start(pipeline.name(), SparkSettings.of(platform.spark(), System.getProperties(), master));
        return new JobContext(
                spark,
                new Tables(spark, warehouse(pipeline)),
                tracking(pipeline, clock),
                new Workspace(pipeline.home(), pipeline.name(), runId),
                clock,
                progress,
                Optional.empty());
    }

    /** Whatever keeps Spark from starting is in its settings or in the machine; the log has all of it. */
    static SparkSession start(String pipeline, Map<String, String> settings) {
        try {
            return Sessions.start("waybill " + pipeline, settings);
        } catch (Exception e) { // Scala throws a checked SparkException that javac does not see
            throw Refusal.mistake(
                    "spark.not-started",
                    "Cannot start Spark: "
                            + String.valueOf(e.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                                    .replaceFirst("[.;]*$", "."),
                    "Correct --master, or the section 'spark' of the params.",
                    e);
        }
    }

    /** The store that the params name; nothing is created before something is tracked. */
    public static Tracking tracking(Pipeline pipeline, Clock clock) {
        return Tracking.open(pipeline.home().resolve(pipeline.platform().tracking()), clock);
    }

    /** The folder of a pipeline's tables: any Hadoop path, a relative one below the project's home. */
    public static String warehouse(Pipeline pipeline) {
        String root = pipeline.platform().warehouse();
        return (Platform.isUri(root) ? root : pipeline.home().resolve(root)) + "/" + pipeline.name();
    }
}
