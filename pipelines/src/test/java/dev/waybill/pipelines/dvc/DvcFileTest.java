package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import dev.waybill.pipelines.engine.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcFileTest {

    @TempDir
    Path folder;

    @Test
    void readsAllThatDvcWritesInAStage() {
        List<Stage> stages = read("""
                stages:
                  train:
                    desc: Fits the trees
                    cmd: ./waybill job train --pipeline parcels
                    wdir: ../..
                    deps: [jobs/src, pipelines/parcels/tables/features.json]
                    params:
                      - seed
                      - pipelines/parcels/params.yaml: [split, model.eta]
                      - extra.yaml:
                    outs:
                      - pipelines/parcels/model: {cache: false, desc: a folder}
                    metrics:
                      - pipelines/parcels/metrics/train.json: {persist: true}
                    plots:
                      - pipelines/parcels/plots/loss.csv: {x: round, y: mae}
                plots:
                  - pipelines/parcels/plots
                """);

        Path home = folder;
        Path pipeline = home.resolve("pipelines/parcels");
        assertThat(stages).hasSize(1);
        Stage train = stages.get(0);
        assertThat(train.name()).isEqualTo("train");
        assertThat(train.place()).isEqualTo("pipelines/parcels/dvc.yaml:2");
        assertThat(train.desc()).contains("Fits the trees");
        assertThat(train.commands()).containsExactly("./waybill job train --pipeline parcels");
        assertThat(train.directory()).isEqualTo(home);
        assertThat(train.deps())
                .containsExactly(
                        new Dep("jobs/src", home.resolve("jobs/src")),
                        new Dep("pipelines/parcels/tables/features.json", pipeline.resolve("tables/features.json")));
        assertThat(train.params())
                .containsExactly(
                        new ParamsFile("params.yaml", home.resolve("params.yaml"), List.of("seed")),
                        new ParamsFile(
                                "pipelines/parcels/params.yaml",
                                pipeline.resolve("params.yaml"),
                                List.of("split", "model.eta")),
                        new ParamsFile("extra.yaml", home.resolve("extra.yaml"), List.of()));
        assertThat(train.outs())
                .containsExactly(
                        new Out("pipelines/parcels/model", pipeline.resolve("model"), Kind.outs, false, false),
                        new Out(
                                "pipelines/parcels/metrics/train.json",
                                pipeline.resolve("metrics/train.json"),
                                Kind.metrics,
                                true,
                                true),
                        new Out(
                                "pipelines/parcels/plots/loss.csv",
                                pipeline.resolve("plots/loss.csv"),
                                Kind.plots,
                                true,
                                false));
    }

    @Test
    void refusesAnUnknownKeyOfAStage() {
        refuses(
                """
                stages:
                  train:
                    cmd: x
                    dep: [a]
                """,
                "dvc.unknown-key",
                "Cannot read pipelines/parcels/dvc.yaml:4: 'dep' is not a key that DVC knows there. Did you mean 'deps'?");
    }

    @Test
    void refusesAnUnknownKeyAtTheTop() {
        refuses(
                "stage: {}\n",
                "dvc.unknown-key",
                "Cannot read pipelines/parcels/dvc.yaml:1: 'stage' is not a key that DVC knows there."
                        + " Did you mean 'stages'?");
    }

    @Test
    void refusesAnUnknownFlagOfAnOutput() {
        refuses(
                """
                stages:
                  train:
                    cmd: x
                    outs:
                      - model: {cached: false}
                """,
                "dvc.unknown-key",
                "Cannot read pipelines/parcels/dvc.yaml:5: 'cached' is not a key that DVC knows there."
                        + " Did you mean 'cache'?");
    }

    @Test
    void refusesAStageWithoutCommand() {
        refuses(
                "stages:\n  train: {deps: [a]}\n",
                "dvc.wrong-type",
                "Cannot read pipelines/parcels/dvc.yaml:2: 'stages.train' has no 'cmd'. Correct it there.");
    }

    @Test
    void showsTheProblemsOfAllStagesAtOnce() {
        refuses("""
                stages:
                  train: {cmd: x, dep: [a]}
                  judge: {deps: [b]}
                """, "dvc.unknown-key", """
                Cannot read pipelines/parcels/dvc.yaml, 2 problems:
                  Cannot read pipelines/parcels/dvc.yaml:2: 'dep' is not a key that DVC knows there. Did you mean 'deps'?
                  Cannot read pipelines/parcels/dvc.yaml:3: 'stages.judge' has no 'cmd'. Correct it there.
                 Correct them there.""");
    }

    @Test
    void refusesRemoteData() {
        refuses(
                "stages:\n  train: {cmd: x, deps: ['s3://bucket/trips.csv']}\n",
                "dvc.remote-path",
                "Cannot use pipelines/parcels/dvc.yaml:2: 's3://bucket/trips.csv' is not a local path."
                        + " Name remote data in params.yaml, and let the stage depend on those params.");
    }

    /** Outputs are removed before their stage runs: all of the pipeline, or more, would be gone. */
    @Test
    void refusesAnOutputThatHoldsTheFileItself() {
        for (String out : List.of(".", "dvc.yaml", "../..", folder.toString())) {
            refuses(
                    "stages:\n  train: {cmd: x, outs: [%s: {cache: false}]}\n".formatted(out),
                    "dvc.out-around",
                    "Cannot use pipelines/parcels/dvc.yaml:2: the output '%s' holds the dvc.yaml itself, and would be"
                                    .formatted(out)
                            + " removed with it. Name a file or a folder beside the dvc.yaml.");
        }
    }

    @Test
    void refusesAPathThatNoFileCanHave() {
        refuses(
                "stages:\n  train: {cmd: x, deps: [\"a\\0b\"]}\n",
                "dvc.wrong-type",
                "Cannot read pipelines/parcels/dvc.yaml:2: 'stages.train.deps[0]' must not hold the character NUL,"
                        + " which no path has. Correct it there.");
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        TestHome home = TestHome.at(folder);
        Files.write(home.folder().resolve("dvc.yaml"), new byte[] {'a', (byte) 0xff});

        assertThatThrownBy(() -> DvcFile.read(folder, home.folder()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read pipelines/parcels/dvc.yaml: it is not text in UTF-8. Save it as UTF-8.");
    }

    @Test
    void readsFrozenAndAlwaysChanged() {
        Stage stage = read("stages: {train: {cmd: [x, y], frozen: true, always_changed: true, meta: {a: 1}}}")
                .get(0);

        assertThat(stage.frozen()).isTrue();
        assertThat(stage.alwaysChanged()).isTrue();
        assertThat(stage.cmd()).isEqualTo(new Cmd(List.of("x", "y"), true));
    }

    @Test
    void refusesATextWhereAListBelongs() {
        refuses(
                "stages:\n  train: {cmd: x, deps: a}\n",
                "dvc.wrong-type",
                "Cannot read pipelines/parcels/dvc.yaml:2: 'stages.train.deps' must be a list. Correct it there.");
    }

    private List<Stage> read(String text) {
        TestHome home = TestHome.at(folder).dvc(text);
        return DvcFile.read(folder, home.folder()).stages();
    }

    private void refuses(String text, String code, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
