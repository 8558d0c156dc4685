package dev.waybill.common.table;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;

/** How a Spark session must be set for our tables, wherever it runs. */
public final class Sessions {

    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String TIME_ZONE = "spark.sql.session.timeZone";

    /**
     * What a table's content depends on: these stand whatever the environment says. A value that is none, such as 30
     * February, is null and never an error, and a time before 1900 is a time like any other: both are for the checks of
     * a pipeline to judge. Texts are of any length: what a database says of its own columns, and SQLite says 0, would
     * hold ours to it. Timestamps in nanoseconds come as numbers, and whoever reads files makes times of them;
     * what the name of a folder says, {@code zone=007}, is text. <code>${env:NAME}</code> in SQL is a text as well, and not the
     * secret that this variable may hold. And Delta lists a table's files beside a commit while they are no more than a
     * thousand, about a megabyte; it need not check the list by Spark jobs wherever the machine's zone is not UTC, since
     * the session's is. Its log tells of ten years and not, as is its default, of 30 days: a version that the log has
     * forgotten can neither be audited nor trained from again, whatever maintain keeps.
     */
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry(EXTENSIONS, "io.delta.sql.DeltaSparkSessionExtension"),
            Map.entry("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
            Map.entry("spark.sql.variable.substitute", "false"),
            Map.entry("spark.databricks.delta.schema.autoMerge.enabled", "false"),
            Map.entry("spark.databricks.delta.properties.defaults.logRetentionDuration", "interval 520 weeks"),
            Map.entry("spark.databricks.delta.allFilesInCrc.enabled", "true"),
            Map.entry("spark.databricks.delta.allFilesInCrc.thresholdNumFiles", "1000"),
            Map.entry("spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled", "false"),
            Map.entry(TIME_ZONE, "UTC"),
            Map.entry("spark.sql.ansi.enabled", "false"),
            Map.entry("spark.sql.caseSensitive", "false"),
            Map.entry("spark.sql.timestampType", "TIMESTAMP_LTZ"),
            Map.entry("spark.sql.sources.partitionOverwriteMode", "static"),
            Map.entry("spark.sql.sources.partitionColumnTypeInference.enabled", "false"),
            Map.entry("spark.sql.legacy.charVarcharAsString", "true"),
            Map.entry("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
            Map.entry("spark.sql.legacy.parquet.nanosAsLong", "true"),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"),
            Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
            Map.entry("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED"));

    /** Who commits to tables on this machine's disk: a server beside, which has no Spark, does so in the same way. */
    private static final String LOG_STORE = "spark.delta.logStore.file.impl";

    private static final String FOR_HADOOP = "spark.hadoop.";
    /** Rows that a few tasks are done with before anything is planned anew. */
    private static final long FEW_ROWS = 1_000_000;

    private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

    private Sessions() {}

    /** The running session, or a new one with these settings. */
    public static SparkSession start(String name, Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder().appName(name);
        builder.config("spark.sql.ui.explainMode", "simple"); // a plan is told for each query, whether or not one looks
        // A dataset that is kept is planned once, and at once: otherwise each of its exchanges is a job of its own.
        builder.config("spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "false");
        // Nights in a row ask the same questions: of Spark's own hundred programs none would be left by the next one.
        builder.config("spark.sql.codegen.cache.maxEntries", "2000");
        builder.config(LOG_STORE, System.getProperty(LOG_STORE, LinkedLogStore.class.getName()));
        settings.forEach(builder::config);
        FIXED.forEach(builder::config);
        SparkSession session = builder.getOrCreate();
        GeoFunctions.register(session);
        return session;
    }

    /** What Spark would tell Hadoop's file systems, for those who look at files without Spark. */
    public static Configuration hadoop(Map<String, String> settings) {
        Configuration configuration = new Configuration();
        settings.forEach((key, value) -> {
            if (key.startsWith(FOR_HADOOP)) {
                configuration.set(key.substring(FOR_HADOOP.length()), value);
            }
        });
        return configuration;
    }

    /** What SQL expressions go by where there is no session: what they go by in ours, in a time zone. */
    public static SQLConf settings(ZoneId zone) {
        SQLConf settings = new SQLConf();
        FIXED.forEach((key, value) -> {
            if (key.startsWith("spark.sql.") && !key.equals(EXTENSIONS)) {
                settings.setConfString(key, value);
            }
        });
        settings.setConfString(TIME_ZONE, zone.getId());
        return settings;
    }

    /**
     * Builds a dataset whose SQL expressions see a time zone: {@code hour(requested_at)} is then the hour there. Spark
     * fixes the zone of an expression when it analyses it, so the dataset keeps it wherever it is used later.
     */
    public static <T> T inZone(SparkSession spark, ZoneId zone, Supplier<T> analysed) {
        return with(spark, Map.of(TIME_ZONE, zone.getId()), analysed);
    }

    /**
     * Runs queries each as one Spark job: those whose rows are few once they were grouped, such as the figures of a table
     * or a row a segment, and what is dealt to trees. Adaptive execution makes a job of each exchange, to plan anew what
     * comes after it. That pays for large joins; of a summary it is most of the time.
     */
    public static <T> T atOnce(SparkSession spark, Supplier<T> query) {
        int partitions = Integer.parseInt(spark.conf().get(SHUFFLE_PARTITIONS));
        int slots = spark.sparkContext().defaultParallelism();
        Map<String, String> settings = Map.of(
                "spark.sql.adaptive.enabled", "false", SHUFFLE_PARTITIONS, String.valueOf(Math.min(partitions, slots)));
        return with(spark, settings, query);
    }

    /** As {@link #atOnce(SparkSession, Supplier)}, of what has no result. */
    public static void atOnce(SparkSession spark, Runnable action) {
        atOnce(spark, () -> {
            action.run();
            return true;
        });
    }

    /** Runs a query over some rows: {@link #atOnce} where they are few, and otherwise as adaptive execution has it. */
    public static <T> T over(long rows, SparkSession spark, Supplier<T> query) {
        return rows <= FEW_ROWS ? atOnce(spark, query) : query.get();
    }

    /** As {@link #over(long, SparkSession, Supplier)}, of what has no result. */
    public static void over(long rows, SparkSession spark, Runnable action) {
        over(rows, spark, () -> {
            action.run();
            return true;
        });
    }

    /** How many tasks can run at the same time, whoever runs some now; none before there are executors. */
    public static int slots(SparkSession spark) {
        SparkContext context = spark.sparkContext();
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /** The one row of a summary of a whole table, see {@link #atOnce}. */
    public static Row summary(Dataset<Row> figures) {
        return summaries(figures).get(0);
    }

    /** The few rows of a summary by group, see {@link #atOnce}. */
    public static List<Row> summaries(Dataset<Row> groups) {
        return atOnce(groups.sparkSession(), groups::collectAsList);
    }

    /** How many rows there are. */
    public static long count(Dataset<Row> rows) {
        return summary(rows.agg(functions.count(functions.lit(1)))).getLong(0);
    }

    /** Whether a condition holds for any of some rows: looked for in all of them at once, not in more and more files. */
    public static boolean any(Dataset<Row> rows, Column condition) {
        return summary(rows.agg(functions.count_if(condition))).getLong(0) > 0;
    }

    /** Does something under settings of the session, which are afterwards what they were. */
    static <T> T with(SparkSession spark, Map<String, String> settings, Supplier<T> action) {
        Map<String, Option<String>> before = new HashMap<>();
        settings.forEach((key, value) -> {
            before.put(key, spark.conf().getOption(key));
            spark.conf().set(key, value);
        });
        try {
            return action.get();
        } finally {
            before.forEach((key, value) -> {
                if (value.isDefined()) {
                    spark.conf().set(key, value.get());
                } else {
                    spark.conf().unset(key);
                }
            });
        }
    }
}
