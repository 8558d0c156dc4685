package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Selection.Extent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @TempDir
    Path folder;

    private TestHome home = new TestHome(Path.of(""));

    @BeforeEach
    void makeHome() {
        home = TestHome.at(folder);
    }

    @Test
    void ordersStagesByWhatTheyReadAndWrite() {
        assertThat(names()).containsExactly("weigh", "stamp");
    }

    @Test
    void keepsTheOrderOfTheFileWhereNothingElseIsSaid() {
        home.dvc("stages:\n" + stage("stamp", "", "") + stage("weigh", "", ""));

        assertThat(names()).containsExactly("stamp", "weigh");
    }

    @Test
    void readsAFileInsideAnotherStagesFolder() {
        home.dvc("stages:\n" + stage("stamp", "deps: [out/model/model.ubj]", "")
                + stage("weigh", "", "outs: [out/model]"));

        assertThat(names()).containsExactly("weigh", "stamp");
    }

    @Test
    void takesANamedStageWithAllThatItNeeds() {
        assertThat(names("weigh")).containsExactly("weigh");
        assertThat(names("stamp")).containsExactly("weigh", "stamp");
    }

    @Test
    void takesWhatNeedsANamedStageOrThatAlone() {
        home.dvc("stages:\n" + stage("weigh", "", "outs: [a]") + stage("stamp", "deps: [a]", "outs: [b]")
                + stage("judge", "deps: [b]", ""));

        assertThat(names(Extent.DOWNSTREAM, "stamp")).containsExactly("stamp", "judge");
        assertThat(names(Extent.SINGLE, "judge", "weigh")).containsExactly("weigh", "judge");
        assertThat(names(Extent.DOWNSTREAM)).containsExactly("weigh", "stamp", "judge");
    }

    @Test
    void refusesAnUnknownStage() {
        refuses(
                "Cannot find stage 'stamps' in pipelines/parcels/dvc.yaml. Did you mean 'stamp'?",
                "stage.unknown",
                "stamps");
    }

    @Test
    void namesThePathOfACycle() {
        home.dvc("stages:\n" + stage("weigh", "deps: [b]", "outs: [a]")
                + stage("stamp", "deps: [a]", "outs: [c]")
                + stage("judge", "deps: [c]", "outs: [b]"));

        refuses(
                "Cannot order the stages of pipelines/parcels/dvc.yaml: weigh -> stamp -> judge -> weigh goes round in"
                        + " a circle. Remove one of these stages' deps on the next one's outs.",
                "dvc.cycle");
    }

    @Test
    void refusesAnOutputOfTwoStages() {
        home.dvc("stages:\n" + stage("weigh", "", "outs: [a]") + stage("stamp", "", "metrics: [a]"));

        refuses(
                "Cannot run pipelines/parcels/dvc.yaml:7: stage 'stamp' writes a, which stage 'weigh' writes too."
                        + " Let one stage write it.",
                "dvc.shared-out");
    }

    @Test
    void leavesOtherCommandsToAShell() {
        home.dvc("""
                stages:
                  weigh: {cmd: python weigh.py, wdir: ../..}
                  letters: {cmd: ./waybill job weigh -p letters, wdir: ../..}
                  seeded: {cmd: ./waybill job weigh -p parcels --set seed=1, wdir: ../..}
                  twice: {cmd: [./waybill job weigh -p parcels, echo done], wdir: ../..}
                """);

        Pipeline pipeline = load();
        assertThat(pipeline.graph().ordered())
                .allSatisfy(stage -> assertThat(pipeline.step(stage)).isEmpty());
    }

    @Test
    void refusesAWorkingDirectoryFromWhichDvcWouldNotFindTheLauncher() {
        home.dvc("stages:\n  weigh: {cmd: ./waybill job weigh -p parcels}\n");

        refuses(
                "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd starts with ./waybill, which is not"
                        + " in its working directory. Write 'wdir: ../..' in the stage, so that DVC finds it too.",
                "dvc.wrong-directory");
    }

    @Test
    void refusesAnUnknownJob() {
        home.dvc("stages:\n  weigh: {cmd: ./waybill job wiegh -p parcels, wdir: ../..}\n");

        refuses(
                "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): there is no job 'wiegh'."
                        + " Did you mean 'weigh'?",
                "job.unknown");
    }

    @Test
    void refusesParamsThatAStageNamesAndNobodyWrote() {
        home.dvc("stages:\n" + stage("weigh", "params: [pipelines/parcels/params.yaml: [weigh.kilos]]", ""));

        refuses(
                "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): 'weigh.kilos' is missing from"
                        + " pipelines/parcels/params.yaml. Add it there, or remove it from the stage's params.",
                "dvc.missing-params");
    }

    @Test
    void takesASectionThatMayBeLeftOutForGivenAndSaysWhatDvcMakesOfIt() {
        home.dvc("stages:\n" + stage("sort", "params: [pipelines/parcels/params.yaml: [sizes]]", ""));

        Pipeline pipeline = load();
        pipeline.check(pipeline.graph());
        assertThat(pipeline.remarks(pipeline.graph().ordered()))
                .containsExactly("DVC refuses stage 'sort' (pipelines/parcels/dvc.yaml:2), since"
                        + " pipelines/parcels/params.yaml has no 'sizes': take it from the stage's params, or"
                        + " write the section.");
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 500}\nsizes: {}\n");
        assertThat(load().allRemarks(load().graph())).isEmpty();
    }

    @Test
    void saysWhichSectionsAStageReadsButDoesNotName() {
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 500}\nsizes: {a: 1}\n");
        home.dvc("stages:\n" + stage("sort", "", "outs: [sorted]"));

        assertThat(load().allRemarks(load().graph()))
                .containsExactly(
                        "For DVC, sorted of stage 'sort' (pipelines/parcels/dvc.yaml:2) is not in its cache, where"
                                + " nothing is put here: write 'sorted: {cache: false}'.",
                        "Stage 'sort' (pipelines/parcels/dvc.yaml:2) does not run again when 'sizes' changes, which its"
                                + " job reads: name it in the stage's params.");
    }

    @Test
    void checksParamsOfAllJobsBeforeTheFirstOne() {
        home.write("pipelines/parcels/params.yaml", "weigh: {gram: 500}\n");

        assertThatThrownBy(() -> load().step("stamp"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "pipelines/parcels/params.yaml:1: 'weigh.gram' is not a known key." + " Did you mean 'grams'?");
    }

    private static String stage(String name, String deps, String outs) {
        return """
                  %1$s:
                    cmd: ./waybill job %1$s -p parcels
                    wdir: ../..
                    %2$s
                    %3$s
                """.formatted(name, deps, outs);
    }

    private List<String> names(String... stages) {
        return names(Extent.UPSTREAM, stages);
    }

    private List<String> names(Extent extent, String... stages) {
        Pipeline pipeline = load();
        pipeline.check(pipeline.graph());
        return new Selection(List.of(stages), extent)
                .of(pipeline.graph()).stream().map(Stage::name).toList();
    }

    private Pipeline load() {
        return Pipeline.load(folder, TestHome.PIPELINE, "dev", List.of(), TestJobs::all);
    }

    private void refuses(String message, String code, String... stages) {
        assertThatThrownBy(() -> names(stages))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
