package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.engine.TestHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dag, metrics and params. The jobs that they are given fail to load: none may be asked for. */
class DvcCommandsTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestHome home = new TestHome(Path.of(""));

    @BeforeEach
    void makeHome() {
        home = TestHome.at(folder)
                .dvc("""
                        stages:
                          stamp:
                            cmd: x
                            deps: [weights.json]
                            params: [stamp]
                            metrics: [stamp.json: {cache: false}]
                          weigh: {cmd: x, outs: [weights.json]}
                        """)
                .write("pipelines/parcels/params.yaml", "stamp: {ink: blue, count: 1}\nother: 2\n")
                .write("pipelines/parcels/stamp.json", "{\"mae\": 5.1234567, \"rows\": {\"kept\": 3}}\n");
    }

    @Test
    void drawsThePipeline() {
        assertThat(run("dag", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                *  weigh
                |
                *  stamp  after weigh
                """);
    }

    @Test
    void drawsForOtherPrograms() {
        assertThat(run("dag", "-p", "parcels", "--mermaid")).isZero();
        assertThat(out()).isEqualTo("flowchart TD\n\tnode1[\"stamp\"]\n\tnode2[\"weigh\"]\n\tnode2-->node1\n");
        out.reset();
        assertThat(run("dag", "-p", "parcels", "--json")).isZero();
        assertThat(Printed.json(out()).at("/stages/1")).hasToString("{\"stage\":\"stamp\",\"needs\":[\"weigh\"]}");
    }

    @Test
    void showsMetrics() {
        assertThat(run("metrics", "show", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                Path                          mae      rows.kept
                ----------------------------  -------  ---------
                pipelines/parcels/stamp.json  5.12346  3
                """);
    }

    @Test
    void comparesWithARevision() throws Exception {
        commit();
        home.write("pipelines/parcels/stamp.json", "{\"mae\": 4.9, \"rows\": {\"kept\": 3}, \"new\": 1}\n")
                .write("pipelines/parcels/params.yaml", "stamp: {ink: red, count: 1}\nother: 3\n");

        assertThat(run("metrics", "diff", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                Path                          Metric  HEAD     workspace  Change
                ----------------------------  ------  -------  ---------  --------
                pipelines/parcels/stamp.json  mae     5.12346  4.9        -0.22346
                pipelines/parcels/stamp.json  new     -        1          -
                """);
        out.reset();
        assertThat(run("params", "diff", "HEAD", "-p", "parcels", "--md")).isZero();
        assertThat(out()).isEqualTo("""
                | Path                          | Param     | HEAD | workspace |
                |-------------------------------|-----------|------|-----------|
                | pipelines/parcels/params.yaml | stamp.ink | blue | red       |
                """);
    }

    @Test
    void metricsAreNumbersAndTheRestIsCounted() throws Exception {
        home.write(
                "pipelines/parcels/stamp.json",
                "{\"mae\": 5, \"run_id\": \"a\", \"decision\": \"yes\", \"ok\": true}\n");
        commit();
        home.write(
                "pipelines/parcels/stamp.json",
                "{\"mae\": 4, \"run_id\": \"b\", \"decision\": \"no\", \"ok\": false}\n");
        String others = "Beside these, 2 values are no number, such as an id; --json prints all.\n";

        assertThat(run("metrics", "diff", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("""
                Path                          Metric  HEAD  workspace  Change
                ----------------------------  ------  ----  ---------  ------
                pipelines/parcels/stamp.json  mae     5     4          -1
                pipelines/parcels/stamp.json  ok      True  False      -1
                """ + others);
        out.reset();
        assertThat(run("metrics", "show", "-p", "parcels")).isZero();
        assertThat(out()).endsWith("stamp.json  4    False\n" + others).doesNotContain("run_id");
        out.reset();
        assertThat(run("metrics", "diff", "-p", "parcels", "--json")).isZero();
        assertThat(out()).contains("run_id", "decision");
    }

    @Test
    void aRunEndsWithItsHeadlineMetricsBesideThoseThatWereCommitted() throws Exception {
        home.dvc("""
                stages:
                  weigh: {cmd: echo 1 > weights.json, outs: [weights.json: {cache: false}]}
                  stamp:
                    cmd: |-
                      echo '{"mae": 4.9}' > stamp.json
                    deps: [weights.json]
                    metrics: [stamp.json: {cache: false}]
                    meta: {headline: [mae, rows.kept]}
                """);
        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out()).containsPattern("mae +- +4\\.9 +-\n");
        out.reset();
        home.write("pipelines/parcels/stamp.json", "{\"mae\": 5.1234567, \"rows\": {\"kept\": 3}}\n");
        commit();

        assertThat(run("repro", "-p", "parcels")).isZero();
        assertThat(out()).contains("""
                Metric        HEAD  workspace    Change
                ---------  -------  ---------  --------
                mae        5.12346        4.9  -0.22346
                rows.kept        3          -         -
                """);
    }

    @Test
    void printsNothingWhereNothingChanged() throws Exception {
        commit();

        assertThat(run("metrics", "diff", "-p", "parcels")).isZero();
        assertThat(out()).isEmpty();
        assertThat(run("params", "diff", "-p", "parcels", "--json")).isZero();
        assertThat(out()).isEqualTo("{ }\n");
    }

    @Test
    void refusesAnUnknownRevision() throws Exception {
        commit();

        assertThat(run("metrics", "diff", "v9", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot compare with 'v9': git knows no such revision."
                        + " Name a commit, a branch or a tag; see git log.\n");
    }

    @Test
    void refusesToCompareOutsideOfARepository() {
        assertThat(run("params", "diff", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot compare with 'HEAD': " + folder
                        + " is not in a git repository. Run git init and commit the pipeline.\n");
    }

    @Test
    void refusesToCompareBeforeTheFirstCommit() throws Exception {
        git("init", "-q");

        assertThat(run("params", "diff", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot compare with 'HEAD': nothing is committed yet. Commit the pipeline first.\n");
    }

    @Test
    void haveHelpWithAnExample() {
        for (List<String> command : List.of(
                List.of("dag"), List.of("metrics", "show"), List.of("metrics", "diff"), List.of("params", "diff"))) {
            out.reset();
            String name = String.join(" ", command);
            List<String> words = new ArrayList<>(command);
            words.add("--help");

            assertThat(run(words.toArray(new String[0]))).isZero();
            assertThat(out()).contains("Usage: waybill " + name, "--json", "Example:\n  ./waybill " + name);
        }
    }

    private void commit() throws Exception {
        git("init", "-q");
        git("add", "-A");
        git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "first");
    }

    private void git(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("git")))
                .directory(folder.toFile())
                .inheritIO();
        builder.command().addAll(List.of(words));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        assertThat(builder.start().waitFor()).isZero();
    }

    private int run(String... words) {
        Surroundings surroundings = new Surroundings(print(out), print(err), Map.of(), folder, Clock.systemUTC());
        return CommandLines.run(
                surroundings,
                () -> {
                    throw new IllegalStateException("The jobs were asked for");
                },
                words);
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
