package dev.waybill.common.table;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a test JVM, set for small frames: planning them costs more than running them, and planning
 * each stage of a query anew, printing each plan for a page that nobody opens, or generating code for a few rows, the
 * most. The product runs with generated code, and so do the commands that integration tests start in JVMs of their own.
 */
public final class SharedSpark {

    /** Started once: getting a running session sets its settings anew, in the middle of what somebody else does. */
    private static final SparkSession SESSION = Sessions.start(
            "tests",
            Map.of(
                    "spark.sql.codegen.wholeStage", "false",
                    "spark.sql.codegen.factoryMode", "NO_CODEGEN",
                    "spark.master", "local[2]",
                    "spark.ui.enabled", "false",
                    "spark.sql.adaptive.enabled", "false",
                    "spark.sql.ui.explainMode", "simple",
                    "spark.sql.shuffle.partitions", "2",
                    "spark.databricks.delta.snapshotPartitions", "1",
                    "spark.driver.host", "127.0.0.1",
                    "spark.driver.bindAddress", "127.0.0.1"));

    private SharedSpark() {}

    /** Started by the first test that asks. */
    public static SparkSession session() {
        return SESSION;
    }
}
