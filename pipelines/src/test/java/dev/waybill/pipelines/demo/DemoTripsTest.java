package dev.waybill.pipelines.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.pipelines.demo.DemoTrips.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTripsTest {

    private static final DemoPlan PLAN = DemoPlan.of(3_000, 28, 42);

    private final SparkSession spark = SharedSpark.session();
    private final Path parent;
    private final Path folder;

    DemoTripsTest(@TempDir Path temporary) {
        parent = temporary.resolve("demo");
        folder = parent.resolve("trips");
    }

    @Test
    void makesTheSameLinesInOnePartitionAndInSeven() {
        List<Row> lines = DemoTrips.lines(spark, PLAN, 1).collectAsList();
        assertThat(lines).hasSize(3_000);
        assertThat(DemoTrips.lines(spark, PLAN, 7).collectAsList()).isEqualTo(lines);
    }

    @Test
    void writesWhatAReaderOfCsvExpects() throws IOException {
        assertThat(DemoTrips.write(spark, PLAN, folder)).isEqualTo(new Written(3_000, folder, true));
        Dataset<Row> read =
                spark.read().option("header", true).schema(ExportLine.SCHEMA).csv(folder.toString());
        assertThat(read.collectAsList())
                .isEqualTo(DemoTrips.lines(spark, PLAN, 1).collectAsList());
        assertThat(names(folder)).containsExactly("_plan.json", "part-00000.csv.gz");
        assertThat(names(parent)).containsExactly("trips");
    }

    @Test
    void findsThePlanThatItWrote() throws IOException {
        DemoTrips.write(spark, PLAN, folder);
        byte[] written = Files.readAllBytes(folder.resolve("part-00000.csv.gz"));
        assertThat(DemoTrips.write(spark, PLAN, folder)).isEqualTo(new Written(3_000, folder, false));
        assertThat(folder.resolve("part-00000.csv.gz")).hasBinaryContent(written);
    }

    @Test
    void writesAnotherPlanInPlaceOfTheFirst() {
        DemoTrips.write(spark, PLAN, folder);
        assertThat(DemoTrips.write(spark, DemoPlan.of(2_000, 28, 42), folder).generated())
                .isTrue();
        assertThat(spark.read().option("header", true).csv(folder.toString()).count())
                .isEqualTo(2_000);
    }

    @Test
    void writesTheSameBytesAgainWhereTheyWereLost() throws IOException {
        DemoTrips.write(spark, PLAN, folder);
        Path part = folder.resolve("part-00000.csv.gz");
        byte[] written = Files.readAllBytes(part);
        Files.delete(part);
        assertThat(DemoTrips.write(spark, PLAN, folder).generated()).isTrue();
        assertThat(part).hasBinaryContent(written);
    }

    @Test
    void clearsAwayWhatAKilledRunLeft() throws IOException {
        Path left = parent.resolve(".trips.written");
        Files.createDirectories(left);
        Files.writeString(left.resolve("part-00000-half.csv.gz"), "half");
        DemoTrips.write(spark, PLAN, folder);
        assertThat(names(parent)).containsExactly("trips");
        assertThat(names(folder)).containsExactly("_plan.json", "part-00000.csv.gz");
    }

    @Test
    void refusesAFolderOfOtherFiles() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> DemoTrips.write(spark, PLAN, folder))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot write the demo's trips to " + folder + ": it holds files that are not the demo's."
                        + " Name another folder, or empty this one.");
        assertThat(names(folder)).containsExactly("thesis.txt");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
