package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.params.Params;
import dev.waybill.jobs.Jobs;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.train.Train;
import dev.waybill.pipelines.dvc.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of code runs the stages again whose jobs reach it, and no other. */
class JobSourcesTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final String COMMON = "common/src/main/java/dev/waybill/common/";

    @Test
    void areThePackagesThatAJobReaches() {
        assertThat(JobSources.of(new Train()).folders())
                .contains("jobs/src/main/java/dev/waybill/jobs/train", COMMON + "fit", COMMON + "table")
                .doesNotContain(COMMON + "report", COMMON + "stats")
                .doesNotContain(COMMON + "model/ood") // is below common/model
                .isSorted();
        assertThat(JobSources.of(new Evaluate()).folders()).contains(COMMON + "report");
    }

    @Test
    void areNamedByTheStagesOfEveryPipelineAsTheyAre() {
        for (Pipeline pipeline : pipelines()) {
            for (Stage stage : pipeline.graph().ordered()) {
                JobSources sources =
                        JobSources.of(pipeline.step(stage).orElseThrow().job());

                assertThat(sources.unlike(stage, HOME))
                        .as("the deps of %s (%s)", stage.name(), stage.place())
                        .isEmpty();
                assertThat(named(stage)).containsAll(sources.folders());
            }
        }
    }

    @Test
    void sayWhichLinesAStageLacksAndHasTooMuch(@TempDir Path folder) {
        TestHome.at(folder).dvc("""
                stages:
                  fit:
                    wdir: ../..
                    cmd: ./waybill job train -p parcels
                    deps: [common/src/main/java, jobs/src/main/java/dev/waybill/jobs/tune]
                """);
        Stage stage = Pipeline.load(folder, "parcels", "dev", List.of(), Jobs::all)
                .graph()
                .ordered()
                .get(0);

        assertThat(JobSources.of(new Train()).unlike(stage, folder))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith(
                                "The deps of stage 'fit' (pipelines/parcels/dvc.yaml:2) are not the sources that its"
                                        + " job reaches: add '- common/src/main/java/dev/waybill/common/file', ")
                        .endsWith("add '- jobs/src/main/java/dev/waybill/jobs/train', remove '- common/src/main/java',"
                                + " remove '- jobs/src/main/java/dev/waybill/jobs/tune'."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs/src/main/java/dev/waybill/jobs/evaluate/chart/Palette.java",
                "jobs/src/main/java/dev/waybill/jobs/drift/stats/PopulationStability.java",
                "jobs/src/main/resources/dev/waybill/jobs/evaluate/evaluate.mustache",
                "common/src/main/resources/dev/waybill/common/report/base.css",
                "pipelines/src/main/java/dev/waybill/pipelines/demo/City.java"
            })
    void aChangeOfLooksOrOfDriftTrainsAndScoresNothing(String file) {
        assertThat(Files.exists(HOME.resolve(file))).isTrue();
        assertThat(pipelines().stream().flatMap(pipeline -> runAgain(pipeline, file)))
                .isSubsetOf("evaluate", "drift-report");
    }

    @Test
    void aChangeOfTheEncodingTrainsEveryModelAgain() {
        assertThat(pipelines())
                .allSatisfy(pipeline -> assertThat(runAgain(pipeline, COMMON + "model/Encoding.java"))
                        .contains("train", "evaluate", "batch-score")
                        .doesNotContain("prepare", "feature-engineer"));
    }

    private static Stream<String> runAgain(Pipeline pipeline, String file) {
        return pipeline.graph().ordered().stream()
                .filter(stage ->
                        stage.deps().stream().anyMatch(dep -> HOME.resolve(file).startsWith(dep.path())))
                .map(Stage::name);
    }

    private static List<String> named(Stage stage) {
        return stage.deps().stream()
                .map(dep -> HOME.relativize(dep.path()).toString())
                .toList();
    }

    private static List<Pipeline> pipelines() {
        return Params.names(HOME).stream()
                .map(name -> Pipeline.load(HOME, name, "dev", List.of(), Jobs::all))
                .toList();
    }
}
