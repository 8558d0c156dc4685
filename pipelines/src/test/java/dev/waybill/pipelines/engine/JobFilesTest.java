package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Params;
import dev.waybill.jobs.Jobs;
import dev.waybill.pipelines.dvc.StageGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dvc.yaml lacks, or has too much, beside what its jobs read and write: the demo's, with one line changed. */
class JobFilesTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path home;

    @BeforeEach
    void copyTheDemo() throws IOException {
        for (String file : List.of("conf/dev.yaml", "pipelines/demo/params.yaml", "pipelines/demo/dvc.yaml")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.copy(PROJECT.resolve(file), home.resolve(file));
        }
        Files.createDirectories(home.resolve("data/demo/trips"));
    }

    @Test
    void sayTheLineOfADependencyThatAnotherStageMakes() throws IOException {
        change(
                "      - pipelines/demo/tables/trips.json        # for the naive guess that the model has to beat\n",
                "");

        assertThat(toldByAll())
                .singleElement()
                .asString()
                .matches("Stage 'evaluate' \\(pipelines/demo/dvc.yaml:\\d+\\) does not run again when"
                        + " pipelines/demo/tables/trips.json changes, which its job reads:"
                        + " write '- pipelines/demo/tables/trips.json' in the stage's deps\\.");
    }

    @Test
    void sayTheLineOfAnOutput() throws IOException {
        change("      - pipelines/demo/metrics/split.json: {cache: false}\n", "");

        assertThat(toldByAll())
                .singleElement()
                .asString()
                .endsWith("does not declare pipelines/demo/metrics/split.json, which its job writes:"
                        + " write '- pipelines/demo/metrics/split.json: {cache: false}' in the stage's metrics.");
    }

    @Test
    void sayTheSectionThatIsNotNamed() throws IOException {
        change("[task, source, checks]", "[task, checks]");

        assertThat(toldByAll())
                .singleElement()
                .asString()
                .endsWith(
                        "does not run again when 'source' changes, which its job reads: name it in the stage's params.");
    }

    @Test
    void sayWhatIsTooMuchOnlyWhenAsked() throws IOException {
        change("[task, source, checks]", "[task, source, checks, drift]");
        change(
                "      - pipelines/demo/tables/scored.json: {cache: false}\n",
                "      - pipelines/demo/tables/scored.json: {cache: false}\n      - pipelines/demo/old.json: {cache: false}\n");

        assertThat(pipeline().unlike(graph().ordered())).isEmpty();
        assertThat(pipeline().allRemarks(graph()))
                .satisfiesExactly(
                        task -> assertThat(task)
                                .endsWith("runs again when 'drift' changes, which its job does not read:"
                                        + " take it from the stage's params."),
                        old -> assertThat(old)
                                .endsWith("declares pipelines/demo/old.json, which its job does not write:"
                                        + " take it from the stage's outs."));
    }

    @Test
    void areTheTablesNamedByParams() throws IOException {
        change("tables/trips.json", "tables/rides.json");
        Path params = home.resolve("pipelines/demo/params.yaml");
        Files.writeString(params, Files.readString(params).replaceFirst("table: trips", "table: rides"));

        assertThat(toldByAll()).isEmpty();
    }

    @Test
    void areThoseOfEveryJobInOneOfTheShippedPipelines() {
        assertThat(Params.names(PROJECT)).allSatisfy(name -> {
            Pipeline pipeline = Pipeline.load(PROJECT, name, "dev", List.of(), Jobs::all);
            assertThat(pipeline.unlike(pipeline.graph().ordered())).isEmpty();
        });
    }

    /** Both by repro and by doctor. */
    private List<String> toldByAll() {
        List<String> told = pipeline().unlike(graph().ordered());
        assertThat(pipeline().allRemarks(graph())).isEqualTo(told);
        return told;
    }

    private void change(String line, String with) throws IOException {
        Path file = home.resolve("pipelines/demo/dvc.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(line);
        Files.writeString(file, text.replace(line, with));
    }

    private Pipeline pipeline() {
        return Pipeline.load(home, "demo", "dev", List.of(), Jobs::all);
    }

    private StageGraph graph() {
        return pipeline().graph();
    }
}
