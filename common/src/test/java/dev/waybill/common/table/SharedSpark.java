package dev.waybill.common.table;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a test JVM, set for small frames: planning them costs more than running them, and planning
 * each stage of a query anew, or printing each plan for a page that nobody opens, the most. Integration tests run with
 * what the product runs with.
 */
public final class SharedSpark {

    /** Started once: getting a running session sets its settings anew, in the middle of what somebody else does. */
    private static final SparkSession SESSION = Sessions.start(
            "tests",
            Map.of(
                    "spark.sql.codegen.cache.maxEntries", "5000",
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
