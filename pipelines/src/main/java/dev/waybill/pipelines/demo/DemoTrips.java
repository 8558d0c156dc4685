package dev.waybill.pipelines.demo;

import java.nio.file.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The demo's raw data: gzipped CSV with a header, as an operator might export it. */
public final class DemoTrips {

    /** Small enough for a laptop's cores to share the work, and fixed, so that the same plan gives the same files. */
    private static final long ROWS_PER_FILE = 50_000;

    private DemoTrips() {}

    /**
     * What is in the folder now.
     *
     * @param generated false if the folder held exactly this plan already
     */
    public record Written(long rows, Path folder, boolean generated) {}

    /**
     * Fills a folder with the trips of a plan, unless it holds just these. A reader sees the old files or the new ones,
     * never a part.
     *
     * @throws dev.waybill.common.refusal.Refusal if the folder holds files that are not the demo's
     */
    public static Written write(SparkSession spark, DemoPlan plan, Path folder) {
        ExportFolder export = new ExportFolder(folder.toAbsolutePath().normalize());
        int files = Math.toIntExact(1 + (plan.rows() - 1) / ROWS_PER_FILE);
        if (export.holds(plan, files)) {
            return new Written(plan.rows(), folder, false);
        }
        export.replace(plan, temporary -> writeCsv(lines(spark, plan, files), temporary));
        return new Written(plan.rows(), folder, true);
    }

    /** The lines of the export, in the order of their numbers however they are partitioned. */
    static Dataset<Row> lines(SparkSession spark, DemoPlan plan, int partitions) {
        TripSimulator simulator = new TripSimulator(plan);
        return spark.range(0, plan.rows(), 1, partitions)
                .map(
                        (MapFunction<Long, Row>)
                                number -> simulator.line(number).toRow(),
                        Encoders.row(ExportLine.SCHEMA));
    }

    private static void writeCsv(Dataset<Row> lines, Path folder) {
        lines.write()
                .option("header", true)
                .option("compression", "gzip")
                .csv(folder.toUri().toString());
    }
}
