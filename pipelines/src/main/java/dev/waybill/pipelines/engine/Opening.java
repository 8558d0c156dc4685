package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Platform;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Tracking;
import java.time.Clock;
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
        SparkSession spark = Sessions.start(
                "waybill " + pipeline.name(), SparkSettings.of(platform.spark(), System.getProperties(), master));
        return new JobContext(
                spark,
                new Tables(spark, warehouse(pipeline)),
                new Tracking(),
                new Workspace(pipeline.home(), pipeline.name(), runId),
                clock,
                progress);
    }

    /** The folder of a pipeline's tables: any Hadoop path, a relative one below the project's home. */
    public static String warehouse(Pipeline pipeline) {
        String root = pipeline.platform().warehouse();
        boolean remote = root.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
        return (remote ? root : pipeline.home().resolve(root)) + "/" + pipeline.name();
    }
}
