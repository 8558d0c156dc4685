package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import dev.waybill.jobs.Jobs;
import dev.waybill.pipelines.dvc.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NewPipelineTest {

    @TempDir
    Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/dev.yaml"), "{}\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"regression", "binary", "multiclass"})
    void isRightAsItIsWritten(Task task) throws IOException {
        new NewPipeline(home, "corner-shop", task).write(Jobs.all());

        Pipeline pipeline = Pipeline.load(home, "corner-shop", "dev", List.of(), Jobs::all);
        pipeline.check(pipeline.graph());
        assertThat(pipeline.allRemarks(pipeline.graph())).isEmpty();
        assertThat(pipeline.graph().ordered().stream().map(Stage::name))
                .containsExactly(
                        "prepare",
                        "feature-engineer",
                        "train",
                        "evaluate",
                        "register",
                        "promote",
                        "batch-score",
                        "drift-report");
        try (Stream<Path> written = Files.list(home.resolve("pipelines"))) {
            assertThat(written.map(path -> path.getFileName().toString())).containsExactly("corner-shop");
        }
    }

    @Test
    void namesItselfAndNoOtherPipeline() throws IOException {
        new NewPipeline(home, "shop", Task.regression).write(Jobs.all());

        for (String file : List.of("params.yaml", "dvc.yaml")) {
            assertThat(Files.readString(home.resolve("pipelines/shop").resolve(file)))
                    .contains("shop")
                    .doesNotContain("demo", "NAME", "TASK", "LABEL", "JUDGED", "EXAMPLE");
        }
    }

    @Test
    void leavesAloneWhatIsThere() throws IOException {
        Files.createDirectories(home.resolve("pipelines/shop"));

        assertThatThrownBy(() -> new NewPipeline(home, "shop", Task.regression))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot make pipeline 'shop': pipelines/shop is there already."
                        + " Take another name, or delete that folder.");
        assertThat(home.resolve("pipelines/shop")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"Shop", "my shop", "../shop", "a/b", "-shop", "1st", "shop-"})
    void refusesNamesThatPathsOrTablesCannotTake(String name) {
        assertThatThrownBy(() -> new NewPipeline(home, name, Task.regression))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot name a pipeline '" + name
                                + "': a name has small letters, digits, and '-' or '_' between them. Write it like green-taxi.");
    }
}
