package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that nobody can make, root neither: one in /proc, one below a file. */
class WriteAccessTest {

    @TempDir
    Path folder;

    @Test
    void namesTheWarehouseThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(WriteAccess.warehouseProblem("/proc/warehouse/demo", Map.of()))
                .hasValueSatisfying(problem -> assertThat(problem).isEqualTo("/proc/warehouse cannot be made"));
        assertThat(WriteAccess.warehouseProblem(file + "/demo", Map.of()))
                .hasValueSatisfying(
                        problem -> assertThat(problem).isEqualTo(file + "/demo cannot be made: Not a directory"));
        assertThat(WriteAccess.warehouseProblem("file:/proc/warehouse/demo", Map.of()))
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith("Mkdirs failed to create file:/proc/warehouse/demo"));
        assertThat(WriteAccess.warehouseProblem("s3a://bucket/demo", Map.of()))
                .hasValueSatisfying(problem -> assertThat(problem).contains("S3AFileSystem not found"));
    }

    @Test
    void saysWithinSecondsThatNoFileSystemAnswers() {
        assertThat(WriteAccess.warehouseProblem("hdfs://127.0.0.1:1/demo", Map.of()))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("Connection refused").hasLineCount(1));
    }

    @Test
    void leavesNothingInAWarehouse() throws IOException {
        assertThat(WriteAccess.warehouseProblem(folder + "/a/demo", Map.of())).isEmpty();
        assertThat(WriteAccess.warehouseProblem(folder.resolve("b/demo").toUri().toString(), Map.of()))
                .isEmpty();

        assertThat(folder.resolve("a/demo")).isEmptyDirectory();
        assertThat(folder.resolve("b/demo")).isEmptyDirectory();
    }

    @Test
    void takesALinkToAFolder() throws IOException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Files.createSymbolicLink(folder.resolve("demo"), disk);

        assertThat(WriteAccess.warehouseProblem(folder + "/demo", Map.of())).isEmpty();
    }

    @Test
    void refusesBeforeARunWhatItCouldNotWrite() {
        Pipeline pipeline = pipeline("warehouse=/proc/w");
        assertThatThrownBy(() -> RunSetup.requireWritable(pipeline))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot write tables to /proc/w/parcels: /proc/w cannot be made."
                        + " Correct 'warehouse' in the params or in conf/, the rights there, or the machine.");

        Pipeline other = pipeline("tracking=/proc/m");
        assertThatThrownBy(() -> RunSetup.requireWritable(other))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot write models to /proc/m: /proc/m cannot be made. Correct 'tracking'");
    }

    @Test
    void refusesAHomeThatIsOnlyToBeRead() throws IOException {
        Pipeline pipeline = pipeline("warehouse=w");
        Files.createFile(folder.resolve("data")); // in place of the folder

        assertThatThrownBy(() -> WriteAccess.requireHome(pipeline))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(
                        "Cannot run pipeline 'parcels': nothing can be written to " + folder.resolve("data") + " (")
                .hasMessageEndingWith("Let this user write there, or run in a copy of " + folder + " that is theirs.");
    }

    private Pipeline pipeline(String override) {
        TestHome.at(folder);
        return Pipeline.load(folder, TestHome.PIPELINE, "dev", List.of(override), TestJobs::all);
    }
}
