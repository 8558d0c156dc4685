package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Tracking;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/** Starts Spark and opens what every job of a run is given. */
public final class RunSetup {

    private RunSetup() {}

    /**
     * The context of one run; Spark's session stays until the JVM ends.
     *
     * @param master that Spark runs on, whatever params and spark-submit say
     * @throws Refusal where no master answers, or Spark does not start for another reason
     */
    public static JobContext context(
            Pipeline pipeline, String runId, Optional<String> master, Clock clock, Progress progress) {
        progress.doing("starting Spark");
        SparkSession spark =
                start(pipeline.name(), SparkSettings.of(pipeline.platform().spark(), System.getProperties(), master));
        progress.doing("");
        return new JobContext(
                spark,
                new Tables(spark, warehouse(pipeline)),
                tracking(pipeline, clock),
                new Workspace(pipeline.home(), pipeline.name(), runId),
                clock,
                progress,
                SourceTags.of(pipeline, runId));
    }

    /** Whatever keeps Spark from starting is in its settings or in the machine; the log has all of it. */
    static SparkSession start(String pipeline, Map<String, String> settings) {
        Master.requireReachable(SparkSettings.all(settings, System.getProperties()), System.getenv());
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

    /**
     * That a run, before it starts Spark, finds where it has to write tables and models.
     *
     * @throws Refusal that names the folder or the server, and what is wrong with it
     */
    public static void requireWritable(Pipeline pipeline) {
        Properties system = System.getProperties();
        Map<String, String> settings = SparkSettings.of(pipeline.platform().spark(), system, Optional.empty());
        WriteAccess.requireStores(pipeline, SparkSettings.all(settings, system));
    }

    /** The store that the params name; nothing is created before something is tracked. */
    public static Tracking tracking(Pipeline pipeline, Clock clock) {
        return TrackingStore.of(pipeline).open(clock);
    }

    /**
     * That the server, if the params name one, answers: to be asked before anything takes long.
     *
     * @throws Refusal if it does not
     */
    public static void requireTracking(Pipeline pipeline) {
        TrackingStore.of(pipeline).requireReachable();
    }

    /** The folder of a pipeline's tables: any Hadoop path, a relative one below the project's home. */
    public static String warehouse(Pipeline pipeline) {
        String root = pipeline.platform().warehouse();
        return (Platform.isUri(root) ? root : pipeline.home().resolve(root)) + "/" + pipeline.name();
    }
}
