package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.LockOwner;
import dev.waybill.pipelines.engine.PipelineLock;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestHome home = new TestHome(Path.of(""));
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void makeHome() {
        SharedSpark.session();
        home = TestHome.at(folder).write("raw.txt", "raw\n").dvc("""
                        stages:
                          weigh:
                            wdir: ../..
                            cmd: ./waybill job weigh --pipeline parcels
                            deps: [raw.txt]
                            params: [pipelines/parcels/params.yaml: [weigh]]
                            outs: [weights.json: {cache: false}]
                          shelve:
                            wdir: ../..
                            cmd: ./waybill job shelve --pipeline parcels
                            deps: [weights.json]
                            outs: [pipelines/parcels/tables/shelf.json: {cache: false}]
                        """);
    }

    @AfterEach
    void takeTheLogBack() throws URISyntaxException {
        System.clearProperty("log4j2.configurationFile");
        Configurator.reconfigure(Objects.requireNonNull(getClass().getResource("/log4j2-test.properties"))
                .toURI());
    }

    @Test
    void runsNothingTwiceAndLoadsNoJobForThat() throws IOException {
        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out())
                .contains("[1/2] weigh: 500 g", "[2/2] shelve: shelve done", "parcels: 2 steps in ")
                .containsPattern("shelve +[0-9.]+s  500 shelf\n");
        String lock = lock();
        assertThat(lock).contains("  weigh:\n    cmd: ./waybill job weigh --pipeline parcels\n    deps:\n");

        assertThat(run(ReproTest::noJobs, "repro", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                        [1/2] weigh: didn't change, skipping
                        [2/2] shelve: didn't change, skipping
                        parcels: up to date.
                        """);
        assertThat(run(ReproTest::noJobs, "status", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("weigh: up to date\nshelve: up to date\nparcels: up to date.\n");
        assertThat(lock()).isEqualTo(lock);
    }

    @Test
    void tellsTheTrackingStoreOfTheInvocationAndOfEachStageBelowIt() {
        home.dvc("""
                        stages:
                          weigh:
                            wdir: ../..
                            cmd: ./waybill job weigh --pipeline parcels
                            deps: [raw.txt]
                            params: [pipelines/parcels/params.yaml: [weigh]]
                            metrics: [weights.json: {cache: false}]
                            meta: {headline: [weight_grams]}
                          shelve:
                            wdir: ../..
                            cmd: ./waybill job shelve --pipeline parcels
                            deps: [weights.json]
                            outs: [pipelines/parcels/tables/shelf.json: {cache: false}]
                          lose:
                            wdir: ../..
                            cmd: ./waybill job refuse --pipeline parcels
                            deps: [pipelines/parcels/tables/shelf.json]
                        """);

        assertThat(run("repro", "-p", "parcels")).isEqualTo(3);

        try (Tracking tracking = LocalTracking.open(folder.resolve("data/mlflow"), Clock.systemUTC())) {
            String weigh = only(tracking, "weigh");
            String shelve = only(tracking, "shelve");
            String invocation = Objects.requireNonNull(tracking.tags(weigh).get(RunTags.PARENT_RUN));
            assertThat(tracking.params(weigh)).containsExactly(Map.entry("weigh.grams", "500"));
            assertThat(tracking.metrics(weigh)).containsExactly(Map.entry("weight_grams", 500.0));
            assertThat(tracking.metrics(invocation)).containsExactly(Map.entry("weight_grams", 500.0));
            assertThat(tracking.tags(invocation))
                    .containsEntry(RunTags.NOTE, "- **weigh**: 500 g\n- **shelve**: shelve done\n")
                    .containsEntry(RunTags.SOURCE_NAME, "pipelines/parcels/dvc.yaml");
            assertThat(tracking.tags(shelve)).containsEntry(RunTags.PARENT_RUN, invocation);
            assertThat(tracking.tags(only(tracking, "lose")))
                    .containsEntry(RunTags.PARENT_RUN, invocation)
                    .containsKey(RunTags.NOTE);
        }
    }

    private static String only(Tracking tracking, String stage) {
        List<String> runs = tracking.runs("parcels", Map.of(RunTags.STAGE, stage));
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    @Test
    void doesTheWorkWhereTheTrackingStoreFailsAndSaysSo() {
        home.write("data/mlflow/mlflow.db", "no database".repeat(100));

        assertThat(run("repro", "-p", "parcels")).isZero();

        assertThat(out())
                .containsPattern(
                        "The runs of [0-9TZ-]+[a-f0-9]+ are not complete in the tracking store. Cannot read the"
                                + " tracking store .*mlflow.db: it is not a SQLite database, or a damaged one.");
    }

    @Test
    void namesAKeyThatNobodyKnowsAlsoWhereNothingChanged() {
        run("repro", "-p", "parcels");
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 500}\nwiegh: {grams: 750}\n");

        for (int i = 0; i < 2; i++) {
            assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
            assertThat(err())
                    .isEqualTo("Invalid params: pipelines/parcels/params.yaml:2: 'wiegh' is not a known key. Did you"
                            + " mean 'weigh'? Correct it there.\n");
        }
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 500} # as before\n");
        assertThat(run(ReproTest::noJobs, "repro", "-p", "parcels")).isZero();
    }

    @Test
    void runsWhatChangedAndSaysWhy() {
        run("repro", "-p", "parcels");
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 750}\n");

        run("status", "-p", "parcels");
        assertThat(out()).isEqualTo("weigh: params weigh.grams 500 -> 750\nshelve: after weigh\n");
        run("status", "shelve", "-s", "-p", "parcels", "--json");
        assertThat(Printed.json(out()).at("/stages/0/up_to_date").asBoolean()).isTrue();
        run("status", "-p", "parcels", "--json");
        assertThat(Printed.json(out()).at("/up_to_date").asBoolean()).isFalse();
        assertThat(Printed.json(out()).at("/stages/0/changes/0").toString())
                .isEqualTo(
                        "{\"kind\":\"params\",\"subject\":\"weigh.grams\",\"words\":\"params weigh.grams 500 -> 750\"}");

        run("repro", "weigh", "-p", "parcels");
        assertThat(out()).startsWith("[1/1] weigh: 750 g");
        run("status", "-p", "parcels");
        assertThat(out()).isEqualTo("weigh: up to date\nshelve: weights.json changed\n");
        run("repro", "-p", "parcels");
        assertThat(out())
                .contains("[1/2] weigh: didn't change, skipping", "[2/2] shelve: shelve done", ", 1 unchanged.");
    }

    @Test
    void remembersWhatASingleRunWasTold() throws IOException {
        run("repro", "-p", "parcels", "--set", "weigh.grams=750");
        assertThat(lock()).contains("grams: 750");

        run("status", "-p", "parcels", "--set", "weigh.grams=750");
        assertThat(out()).endsWith("parcels: up to date.\n");
        run("status", "weigh", "-p", "parcels");
        assertThat(out()).isEqualTo("weigh: params weigh.grams 750 -> 500\n");
    }

    @Test
    void seesThatSomeoneElseWroteATable() {
        run("repro", "-p", "parcels");
        tables().append("shelf", SharedSpark.session().range(5).coalesce(1).toDF("gram"));

        run(ReproTest::noJobs, "status", "-p", "parcels");
        assertThat(out()).isEqualTo("""
                        weigh: up to date
                        shelve: table shelf was written by someone else: 0 -> 1 (+5 rows, +1 file)
                        """);
        run("repro", "-p", "parcels");
        run(ReproTest::noJobs, "status", "-p", "parcels");
        assertThat(out()).endsWith("parcels: up to date.\n");
    }

    @Test
    void aJobByItselfIsItsStageHavingRun() throws IOException {
        run("job", "weigh", "-p", "parcels");
        assertThat(run("job", "shelve", "-p", "parcels")).isZero();
        run("status", "-p", "parcels");
        assertThat(out()).endsWith("parcels: up to date.\n");
        String lock = lock();
        run("repro", "-f", "-s", "weigh", "-p", "parcels");
        assertThat(lock()).isEqualTo(lock);
    }

    @Test
    void aJobThatDvcRunsLeavesTheLockToDvc() throws IOException {
        run("repro", "-p", "parcels");
        String lock = lock();
        environment = Map.of("DVC_STAGE", "pipelines/parcels/dvc.yaml:shelve");
        run("job", "shelve", "-p", "parcels");
        assertThat(folder.resolve("pipelines/parcels/tables/shelf.json"))
                .content()
                .contains("\"version\" : 1", "\"rows\" : 500");
        assertThat(lock()).isEqualTo(lock);
        run("status", "-p", "parcels");
        assertThat(out()).contains("shelve: table shelf 0 -> 1 (as many rows, as many files)\n");
    }

    @Test
    void keepsTheTablesOfTwoPlacesApart() {
        run("repro", "-p", "parcels");
        String[] elsewhere = {"-p", "parcels", "--set", "warehouse=data/staging"};
        for (String command : List.of("status", "repro")) {
            assertThat(run(Stream.concat(Stream.of(command), Stream.of(elsewhere))
                            .toArray(String[]::new)))
                    .isEqualTo(2);
            assertThat(err())
                    .isEqualTo("Cannot use parcels with tables in data/staging and models in data/mlflow: dvc.lock,"
                            + " tables/ and model/ of this checkout stand for tables in data/warehouse and models in"
                            + " data/mlflow. Give each environment a clone of its own, or start over here: delete dvc.lock"
                            + " and tables/ in pipelines/parcels.\n");
        }
        run("status", "-p", "parcels", "--set", "warehouse=" + folder.resolve("data/warehouse") + "/");
        assertThat(out()).endsWith("parcels: up to date.\n");
    }

    /** The rest of its command has still to run. */
    @Test
    void aJobThatIsNotAllOfItsStageLeavesTheLock() {
        home.dvc("""
                stages:
                  weigh:
                    wdir: ../..
                    cmd:
                      - ./waybill job weigh --pipeline parcels
                      - cp weights.json copy.json
                    outs: [copy.json: {cache: false}]
                """);
        assertThat(run("job", "weigh", "-p", "parcels")).isZero();
        assertThat(home.folder().resolve("dvc.lock")).doesNotExist();
    }

    /** What it made is known; whether there is more to be made of what it read is for a run over all dates to say. */
    @Test
    void aJobForADateLeavesWhatElseIsNewForLater() {
        run("repro", "-p", "parcels");
        assertThat(run("job", "shelve", "--date", "2024-03-08", "-p", "parcels"))
                .isZero();
        run("status", "-p", "parcels");
        assertThat(out()).endsWith("parcels: up to date.\n");

        home.write("weights.json", "{\"weightGrams\": 600}\n");
        run("job", "shelve", "--date", "2024-03-08", "-p", "parcels");
        run("status", "shelve", "-s", "-p", "parcels");
        assertThat(out()).isEqualTo("shelve: weights.json changed\n");
    }

    @Test
    void aStageThatFailsLeavesAllAsItWasAndItsAppendsCountOnce() throws IOException {
        home.write("pipelines/parcels/params.yaml", "weigh: {grams: 3}\n");
        home.dvc(Files.readString(home.folder().resolve("dvc.yaml"))
                .replace("tables/shelf.json", "tables/shelves.json"));
        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot finish stage 'shelve' (pipelines/parcels/dvc.yaml:8): its job did not write table"
                        + " 'shelves'. Remove tables/shelves.json from the stage's outs, or correct the name.\n");
        assertThat(out()).contains("[2/2] shelve: failed (");
        assertThat(lock()).contains("weigh:").doesNotContain("shelve:");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(tables().read("log").count()).isEqualTo(1);
        run("repro", "-p", "parcels", "--set", "weigh.grams=4");
        assertThat(tables().read("log").count()).isEqualTo(2);
    }

    @Test
    void namesAFileThatIsNotThereAndThatNobodyMakesBeforeAnythingRuns() throws IOException {
        Files.delete(folder.resolve("raw.txt"));

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot run stage 'weigh' (pipelines/parcels/dvc.yaml:2): raw.txt, which it reads, is not"
                        + " there, and no stage makes it. Put it there, or correct the stage's deps.\n");
        assertThat(run("repro", "shelve", "--single", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot run stage 'shelve' (pipelines/parcels/dvc.yaml:8): weights.json, which it reads, is"
                        + " not there, and stage 'weigh' makes it. Run that stage first.\n");
    }

    @Test
    void keepsGoingWithWhatDoesNotNeedTheStageThatFailed() {
        home.dvc("""
                stages:
                  refuse: {wdir: ../.., cmd: ./waybill job refuse -p parcels, outs: [torn.txt]}
                  mend: {wdir: ../.., cmd: cp torn.txt mended.txt, deps: [torn.txt], outs: [mended.txt]}
                  send: {wdir: ../.., cmd: cp mended.txt sent.txt, deps: [mended.txt], outs: [sent.txt]}
                  stamp: {wdir: ../.., cmd: "echo $DVC_STAGE > stamped.txt", outs: [stamped.txt: {cache: false}]}
                """);
        assertThat(run("repro", "-p", "parcels", "-k")).isEqualTo(3);
        assertThat(out())
                .contains("[1/4] refuse: failed (")
                .contains("[2/4] mend: not run, since refuse failed\n")
                .contains("[3/4] send: not run, since refuse failed\n")
                .contains("[4/4] stamp: echo $DVC_STAGE > stamped.txt (");
        assertThat(err()).startsWith("Cannot take the parcel: it is torn. Wrap it again.");
        assertThat(folder.resolve("stamped.txt")).hasContent("stamp");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(3);
        assertThat(out()).contains("[1/4] refuse: failed (").hasLineCount(1);
    }

    @Test
    void doesNotCallUpToDateWhatFailedOrHadToWait() {
        home.dvc("""
                stages:
                  refuse: {wdir: ../.., cmd: ./waybill job refuse -p parcels, outs: [torn.txt]}
                  mend: {wdir: ../.., cmd: cp torn.txt mended.txt, deps: [torn.txt], outs: [mended.txt]}
                """);
        assertThat(run("repro", "-p", "parcels", "-k")).isEqualTo(3);
        assertThat(out()).endsWith("[2/2] mend: not run, since refuse failed\n");
        assertThat(run("repro", "-p", "parcels", "-k", "--json")).isEqualTo(3);
        assertThat(Printed.json(out()).fieldNames()).toIterable().containsExactly("error");

        home.dvc("""
                stages:
                  idle: {wdir: ../.., cmd: ./waybill job idle -p parcels, outs: [none.txt]}
                  send: {wdir: ../.., cmd: cp none.txt sent.txt, deps: [none.txt], outs: [sent.txt]}
                """);
        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                        [1/2] idle: No parcel came yet.
                        [2/2] send: not run, since idle has nothing to do yet
                        """);
        assertThat(run("repro", "-p", "parcels", "--json")).isZero();
        assertThat(Printed.json(out()).at("/not_run").toString())
                .isEqualTo("{\"idle\":\"idle has nothing to do yet\",\"send\":\"idle has nothing to do yet\"}");
        assertThat(run("job", "idle", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("[1/1] idle: No parcel came yet.\n");
    }

    @Test
    void keepsGoingAfterACheckedExceptionOfSpark() {
        home.dvc("""
                stages:
                  query: {wdir: ../.., cmd: ./waybill job query -p parcels, outs: [asked.txt]}
                  stamp: {wdir: ../.., cmd: "echo stamp > stamped.txt", outs: [stamped.txt: {cache: false}]}
                """);
        assertThat(run("repro", "-p", "parcels", "-k")).isEqualTo(1);
        assertThat(out()).contains("[1/2] query: failed (").contains("[2/2] stamp: echo stamp > stamped.txt (");
        assertThat(err())
                .startsWith("java.lang.IllegalStateException: Job query failed\n")
                .contains("Caused by: org.apache.spark.sql.");
    }

    @Test
    void seesWhatIsSetOfAFileThatAStageNamesWhole() throws IOException {
        home.dvc("""
                stages:
                  weigh:
                    wdir: ../..
                    cmd: ./waybill job weigh --pipeline parcels
                    params: [pipelines/parcels/params.yaml: null]
                    outs: [weights.json: {cache: false}]
                """);
        run("repro", "-p", "parcels");

        run("repro", "-p", "parcels", "--set", "weigh.grams=750");
        assertThat(out()).startsWith("[1/1] weigh: 750 g");
        assertThat(lock()).contains("grams: 750").doesNotContain("spark");
    }

    @Test
    void neverRunsAFrozenStage() throws IOException {
        home.dvc("stages:\n  stamp: {wdir: ../.., cmd: exit 1, frozen: true, outs: [stamped.txt: {cache: false}]}\n");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot take stage 'stamp' (pipelines/parcels/dvc.yaml:2) as it is: it is frozen, so that"
                        + " nothing runs, but its output stamped.txt is not there. Put it back, or remove 'frozen:"
                        + " true'.\n");
        home.write("stamped.txt", "by hand\n");
        for (String force : List.of("--keep-going", "--force")) {
            assertThat(run("repro", "-p", "parcels", force)).isZero();
            assertThat(out()).contains("[1/1] stamp: frozen, not run: its outputs are taken as they are");
        }
        assertThat(folder.resolve("stamped.txt")).hasContent("by hand");
        assertThat(run("status", "-p", "parcels")).isZero();
        assertThat(out()).endsWith("parcels: up to date.\n");
    }

    @Test
    void saysWhichOutputsDvcWillMiss() {
        home.dvc("stages:\n  stamp: {wdir: ../.., cmd: echo > stamped.txt, metrics: [stamped.txt]}\n");
        String remark =
                "For DVC, stamped.txt of stage 'stamp' (pipelines/parcels/dvc.yaml:2) is not in its cache, where"
                        + " nothing is put here: write 'stamped.txt: {cache: false}'.\n";

        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out()).endsWith(remark);
        assertThat(run("status", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("stamp: up to date\nparcels: up to date.\n" + remark);
        run("status", "-p", "parcels", "--json");
        assertThat(Printed.json(out()).at("/remarks/0").asText() + "\n").isEqualTo(remark);
    }

    @Test
    void countsOneStepAndNamesNoLogWhereShellsAloneRan() {
        home.dvc("""
                stages:
                  stamp: {wdir: ../.., cmd: "echo stamp > stamped.txt", outs: [stamped.txt: {cache: false}]}
                  seal: {wdir: ../.., cmd: "echo $$ > sealed.txt", outs: [sealed.txt: {cache: false}]}
                """);
        run("repro", "seal", "-p", "parcels");

        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out()).containsPattern("parcels: 1 step in [0-9.]+s, 1 unchanged\\.\n$");
    }

    @Test
    void aCommandThatAsksSomethingGetsNoAnswer() {
        home.dvc("stages:\n  ask: {wdir: ../.., cmd: 'cat > answer.txt', outs: [answer.txt: {cache: false}]}\n");

        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(folder.resolve("answer.txt")).isEmptyFile();
    }

    @Test
    void aCommandEndsWithTheRunThatIsInterrupted() throws InterruptedException, IOException {
        home.dvc("stages:\n  nap: {wdir: ../.., cmd: 'echo $$ > pid; sleep 100; true', outs: [dream.txt]}\n");
        Thread run = new Thread(() -> run("repro", "-p", "parcels"));
        run.start();
        ProcessHandle command = process(folder.resolve("pid"));

        run.interrupt();
        run.join();

        assertThat(command.onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(err()).contains("Interrupted while stage nap ran");
    }

    @Test
    void aCommandThatWillNotEndIsEndedWithTheRun() throws InterruptedException, IOException {
        home.dvc("stages:\n  nap: {wdir: ../.., cmd: \"trap '' TERM; echo $$ > pid; while :; do sleep 1; done\","
                + " outs: [dream.txt]}\n");
        Thread run = new Thread(() -> run("repro", "-p", "parcels"));
        run.start();
        ProcessHandle command = process(folder.resolve("pid"));

        run.interrupt();
        run.join();

        assertThat(command.onExit()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aLinkThatLeadsNowhereIsRemovedAsAnyOutput() throws IOException {
        home.dvc("stages:\n  nap: {wdir: ../.., cmd: 'echo deep > dream.txt', outs: [dream.txt: {cache: false}]}\n");
        Files.createSymbolicLink(folder.resolve("dream.txt"), folder.resolve("elsewhere.txt"));

        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(folder.resolve("dream.txt")).isRegularFile().hasContent("deep");
        assertThat(folder.resolve("elsewhere.txt")).doesNotExist();
    }

    @Test
    void keepsTheLogOfAStageThatIsNamedLikeAPath() throws IOException {
        home.dvc("stages:\n  cry: {foreach: [../a/b], do: {wdir: ../.., cmd: 'exit 7', outs: [tears.txt]}}\n");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot finish stage 'cry@../a/b' (pipelines/parcels/dvc.yaml:2): its command ended with"
                        + " code 7: exit 7\n All that it printed is in data/logs/")
                .endsWith("-cry@.._a_b.txt.\n");
        assertThat(folder.resolve("data/logs")).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void namesAWorkingDirectoryThatIsNotThere() {
        home.dvc("stages:\n  nap: {wdir: bed, cmd: 'true', always_changed: true}\n");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot run stage 'nap' (pipelines/parcels/dvc.yaml:2): there is no folder "
                        + home.folder().resolve("bed") + ". Make it, or correct the stage's wdir.\n");
    }

    @Test
    void looksAtFilesWhereNothingCanBeKept() {
        home.write("data/cache", "in the way\n");

        assertThat(run("status", "-p", "parcels")).isZero();
        assertThat(out()).startsWith("weigh: never ran\n");
    }

    @Test
    void showsTheLastLinesOfACommandThatFailed() {
        home.dvc("stages:\n  cry: {wdir: ../.., cmd: 'echo help; exit 7', outs: [tears.txt]}\n")
                .write("tears.txt", "old\n");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot finish stage 'cry' (pipelines/parcels/dvc.yaml:2): its command ended with code 7:"
                        + " echo help; exit 7\nhelp\n")
                .contains(" All that it printed is in data/logs/");
        assertThat(folder.resolve("tears.txt")).doesNotExist();
    }

    @Test
    void refusesAStageThatDoesNotWriteWhatItDeclares() {
        home.dvc("stages:\n  nap: {wdir: ../.., cmd: 'true', outs: [dream.txt]}\n");

        assertThat(run("repro", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot finish stage 'nap' (pipelines/parcels/dvc.yaml:2): it did not write its output"
                        + " dream.txt. Remove it from the stage's outs, or correct its path.\n");
    }

    @Test
    void waitsForNoOtherRun() {
        LockOwner other =
                new LockOwner(4711, "night-1", Instant.parse("2026-11-21T02:00:00Z"), "./waybill repro -p parcels");
        PipelineLock hold = PipelineLock.take(folder, "parcels", other, "");
        try {
            assertThat(run("repro", "-p", "parcels")).isEqualTo(75);
            assertThat(err())
                    .isEqualTo("Cannot run pipeline 'parcels': another run holds it (process 4711 on night-1, since"
                            + " 2026-11-21T02:00:00Z: ./waybill repro -p parcels). Wait until it has ended.\n");
            assertThat(run("job", "weigh", "-p", "parcels", "--json")).isEqualTo(75);
            assertThat(Printed.json(out()).at("/error/code").asText()).isEqualTo("pipeline.held");
            assertThat(run("status", "-p", "parcels")).isZero();
        } finally {
            hold.close();
        }
        assertThat(run("repro", "weigh", "-p", "parcels")).isZero();
    }

    @Test
    void forcesAndSelects() {
        run("repro", "-p", "parcels");

        run("repro", "-f", "weigh", "-p", "parcels");
        assertThat(out()).startsWith("[1/1] weigh: 500 g");
        run("repro", "--downstream", "shelve", "-p", "parcels", "--dry-run", "-f");
        assertThat(out()).isEqualTo("shelve: forced\n");
    }

    /** The process whose number a command writes to a file. */
    private static ProcessHandle process(Path pid) throws InterruptedException, IOException {
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            Thread.sleep(20);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    private static List<Job<?, ?>> noJobs() {
        throw new IllegalStateException("Jobs load Spark's classes");
    }

    private Tables tables() {
        return new Tables(
                SharedSpark.session(), folder.resolve("data/warehouse/parcels").toString());
    }

    private String lock() throws IOException {
        return Files.readString(home.folder().resolve("dvc.lock"));
    }

    /** One whose stage refuses comes between two that are well. */
    @Test
    void bringsPipelinesUpToDateOneAfterTheOther() {
        home.write("pipelines/letters/params.yaml", "weigh: {grams: 20}\n")
                .write("pipelines/letters/dvc.yaml", """
                        stages:
                          weigh:
                            wdir: ../..
                            cmd: ./waybill job weigh --pipeline letters
                            params: [pipelines/letters/params.yaml: [weigh]]
                            metrics: [weights.json: {cache: false}]
                            meta: {headline: [weight_grams]}
                        """)
                .write("pipelines/losses/params.yaml", "weigh: {grams: 1}\n")
                .write("pipelines/losses/dvc.yaml", """
                        stages:
                          refuse: {wdir: ../.., cmd: ./waybill job refuse --pipeline losses}
                        """);

        int all = run("train-all");
        assertThat(all).as(err()).isEqualTo(3);
        assertThat(out())
                .containsPattern("\nlosses +data refused")
                .containsPattern("\nletters +done +weight_grams 20 +[0-9.]+s\n")
                .containsPattern("\nparcels +not run");

        assertThat(run("train-all", "--continue-on-error", "--json")).isEqualTo(3);
        JsonNode summary = JsonFile.readLine(out(), JsonNode.class).orElseThrow();
        assertThat(summary.findValuesAsText("pipeline")).contains("letters", "losses", "parcels");
        assertThat(summary.at("/pipelines/1/report/error/code").asText()).isEqualTo("parcel.torn");
        assertThat(summary.at("/pipelines/2/exit_code").asInt()).isZero();
        assertThat(summary.at("/pipelines/2/report/steps/0/step").asText()).isEqualTo("weigh");

        assertThat(run("train-all", "-p", "parcels", "-p", "parcel")).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("parcel");
    }

    private int run(String... words) {
        return run(TestJobs::all, words);
    }

    private int run(Supplier<List<Job<?, ?>>> jobs, String... words) {
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                folder,
                Clock.systemUTC());
        return CommandLines.run(surroundings, jobs, words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
