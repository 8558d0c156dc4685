package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.engine.TestHome;
import dev.waybill.pipelines.engine.TestJobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dvc.yaml that was copied or mistyped: named by doctor, refused by repro before Spark starts, told by status. */
class StageCommandsTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestHome home = new TestHome(Path.of(""));

    @BeforeEach
    void makeHome() {
        home = TestHome.at(folder)
                .write("pipelines/letters/params.yaml", "weigh: {grams: 20}\n")
                .write("pipelines/letters/dvc.yaml", "stages: {}\n");
    }

    @AfterEach
    void takeTheLogBack() throws URISyntaxException {
        System.clearProperty("log4j2.configurationFile");
        Configurator.reconfigure(Objects.requireNonNull(getClass().getResource("/log4j2-test.properties"))
                .toURI());
    }

    @Test
    void anotherPipelineIsNamedEverywhereAndRunNowhere() {
        stage("./waybill job weigh --pipeline letters");
        String problem = "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd works in pipeline 'letters',"
                + " not in 'parcels': ./waybill job weigh --pipeline letters. Write --pipeline parcels there.";

        refuses(problem);
        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err()).isEqualTo(problem + "\n");
        assertThat(folder.resolve("weights.json")).doesNotExist();
        assertThat(run("doctor", "-p", "parcels")).isEqualTo(2);
        assertThat(out()).contains("fail  parcels: " + problem.replace(". Write", ". -> Write") + "\n");
        assertThat(run("status", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("weigh: never ran\n" + problem + "\n");
    }

    @Test
    void whateverElseTheCommandSays() {
        stage("FAST=1 ./waybill job weigh -p=letters --set weigh.grams=3 > log.txt && echo done");

        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd works in pipeline 'letters', not in"
                + " 'parcels': ./waybill job weigh -p=letters --set weigh.grams=3. Write --pipeline parcels there.");
    }

    @Test
    void whatTheCommandLineDoesNotTakeIsRefusedInItsWords() {
        stage("./waybill job weigh --pipelin parcels");
        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd is no command of Waybill's: Unknown"
                + " option '--pipelin' of waybill job. Did you mean '--pipeline'?");
        stage("./waybill job weigh");
        refuses(
                "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd is no command of Waybill's: Cannot run"
                        + " waybill job without --pipeline NAME. See ./waybill job --help.");
        stage("./waybill jop weigh -p parcels");
        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd is no command of Waybill's: Unknown"
                + " command 'jop'. Did you mean 'job'?");
        stage("./waybill job weigh -p parcels --date 2024-13-01");
        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd is no command of Waybill's: Cannot"
                + " read --date: '2024-13-01' is no date. Write one such as 2024-03-08.");
        stage("./waybill job wiegh -p parcels --set weigh.grams=3");
        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): there is no job 'wiegh'."
                + " Did you mean 'weigh'?");
    }

    @Test
    void aStageThatRunsStagesIsRefused() {
        stage("./waybill repro -p parcels");

        refuses("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): its cmd runs stages itself: ./waybill repro"
                + " -p parcels. Write ./waybill job JOB --pipeline parcels there.");
    }

    @Test
    void furtherOptionsOtherCommandsAndWhatOnlyAShellKnowsAreLeftAlone() {
        for (String cmd : new String[] {
            "./waybill job weigh -p parcels --set weigh.grams=3",
            "./waybill sql 'select 1' -p letters > one.txt",
            "./waybill job weigh -p $PIPELINE",
            "./make waybill job weigh -p letters"
        }) {
            stage(cmd);
            assertThat(run("repro", "-p", "parcels", "--dry-run")).as(cmd).isZero();
            assertThat(out()).isEqualTo("weigh: never ran\n");
        }
    }

    @Test
    void filesOfAnotherPipelineAreRefusedAndDoctorNamesAll() {
        home.dvc("""
                stages:
                  weigh:
                    wdir: ../..
                    cmd: ./waybill job weigh -p parcels
                    params: [pipelines/letters/params.yaml: [weigh]]
                    outs: [pipelines/letters/weights.json: {cache: false}, pipelines/parcels/kept.json: {cache: false}]
                  stamp:
                    wdir: ../..
                    cmd: ./waybill job stamp -p parcels
                    deps: [pipelines/letters/kept.json, pipelines/letters/other.json]
                """);
        String first = "Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): it names pipelines/letters/params.yaml"
                + " and 1 more of pipeline 'letters', but works in 'parcels'.%s Write pipelines/parcels/params.yaml"
                + " there, and so on.";

        refuses(first.formatted("") + " There is one more such problem; ./waybill doctor -p parcels names all.");
        assertThat(run("doctor", "-p", "parcels")).isEqualTo(2);
        assertThat(out())
                .contains(
                        "fail  parcels: " + first.formatted(" ->") + "\n",
                        "fail  parcels: Cannot run stage 'stamp' (pipelines/parcels/dvc.yaml:7): it names"
                                + " pipelines/letters/kept.json of pipeline 'letters', but works in 'parcels'. -> Write"
                                + " pipelines/parcels/kept.json there.\n")
                .doesNotContain("other.json");
    }

    @Test
    void whatParamsNameAndIsNotThereIsRefusedBeforeSparkStarts() {
        crate("raw/*.csv", "");
        String problem = "Cannot run stage 'open' (pipelines/parcels/dvc.yaml:2): crate.path"
                + " (pipelines/parcels/params.yaml:1) is raw/*.csv, and no such file or folder is there. Put the data"
                + " there, or correct the path.";

        refuses(problem);
        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err()).isEqualTo(problem + "\n");
        assertThat(run("job", "open", "-p", "parcels")).isEqualTo(2);
        assertThat(err()).isEqualTo(problem.replaceFirst("stage .*?:2\\)", "open") + "\n");
        assertThat(run("doctor", "-p", "parcels")).isEqualTo(2);
        assertThat(out())
                .containsOnlyOnce("parcels data: ")
                .contains("fail  parcels data: " + problem.replace(". Put", ". -> Put"));
        assertThat(run("doctor")).isZero();
        assertThat(out()).contains("warn  parcels data: " + problem.replace(". Put", ". -> Put"));
    }

    @Test
    void whatIsMissingAsADependencyIsNamedOnce() {
        crate("raw/a.csv", "raw");

        assertThat(run("doctor", "-p", "parcels")).isEqualTo(2);
        assertThat(out())
                .containsOnlyOnce("parcels data: ")
                .contains("fail  parcels data: Cannot run stage 'open' (pipelines/parcels/dvc.yaml:2): raw, which it"
                        + " reads, is not there, and no stage makes it. -> Put it there, or correct the stage's deps.");
    }

    @Test
    void whatIsThereButNoDependencyIsNamed() {
        home.write("raw/a.csv", "a\n");
        crate("file:" + folder + "/raw/a.csv", "raw/a.csv");
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
        assertThat(out()).isEqualTo("open: never ran\n");
        crate("raw/*.csv", "");
        String remark = "Stage 'open' (pipelines/parcels/dvc.yaml:2) does not run again when raw/*.csv (crate.path)"
                + " changes, which its job reads: write '- raw' in the stage's deps.";

        assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
        assertThat(out()).isEqualTo("open: never ran\n" + remark + "\n");
        assertThat(run("doctor", "-p", "parcels")).isZero();
        assertThat(out()).contains("warn  parcels: params.yaml and dvc.yaml can be run here -> " + remark);
        for (String deps : new String[] {"raw", "raw/a.csv"}) {
            crate("raw/*.csv", deps);
            assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
            assertThat(out()).isEqualTo("open: never ran\n");
        }
    }

    @Test
    void whatAStageMakesOrLiesElsewhereIsNotLookedFor() throws IOException {
        crate("s3a://bucket/raw", "");
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
        assertThat(out()).isEqualTo("open: never ran\n");
        crate("/raw/rows", "");
        home.write("conf/dev.yaml", "spark: {spark.hadoop.fs.defaultFS: 'hdfs://name:8020'}\n");
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
        home.write("conf/dev.yaml", "{}\n");
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isEqualTo(2);
        assertThat(err()).contains("crate.path (pipelines/parcels/params.yaml:1) is /raw/rows, and no such");
        crate("made/rows", "");
        home.dvc(Files.readString(home.folder().resolve("dvc.yaml"))
                + "  make: {wdir: ../.., cmd: mkdir -p made, outs: [made: {cache: false}]}\n");
        assertThat(run("doctor", "-p", "parcels")).isZero();
        assertThat(out()).doesNotContain("parcels data");
    }

    @Test
    void aMissingDependencyIsNamedByDoctorToo() {
        home.dvc("stages:\n  stamp: {wdir: ../.., cmd: ./waybill job stamp -p parcels, deps: [data/demo/trips]}\n");

        assertThat(run("doctor", "-p", "parcels")).isZero();
        assertThat(out())
                .contains(
                        "warn  parcels data: Cannot run stage 'stamp' (pipelines/parcels/dvc.yaml:2): data/demo/trips,"
                                + " which it reads, is not there, and no stage makes it. -> Run ./waybill demo, which makes it.");
    }

    private void crate(String path, String deps) {
        home.write("pipelines/parcels/params.yaml", "crate: {path: '" + path + "'}\nweigh: {grams: 500}\n")
                .dvc("""
                stages:
                  open:
                    wdir: ../..
                    cmd: ./waybill job open -p parcels
                    deps: [%s]
                    params: [pipelines/parcels/params.yaml: [crate]]
                    outs: [opened.json: {cache: false}]
                """.formatted(deps));
    }

    private void stage(String cmd) {
        home.dvc("stages:\n  weigh:\n    wdir: ../..\n    cmd: |-\n      %s\n".formatted(cmd)
                + "    outs: [weights.json: {cache: false}]\n");
    }

    private void refuses(String problem) {
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isEqualTo(2);
        assertThat(err()).isEqualTo(problem + "\n");
        assertThat(out()).isEmpty();
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(print(out), print(err), Map.of(), folder, Clock.systemUTC());
        return CommandLines.run(surroundings, TestJobs::all, words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
