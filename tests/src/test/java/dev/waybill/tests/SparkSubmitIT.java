package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.tests.Processes.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar under Spark's own spark-submit, beside the jars that a Spark installation has and no others. */
class SparkSubmitIT {

    /** What only the application jar may bring. */
    private static final List<String> OURS = List.of(
            "waybill",
            "delta-",
            "xgboost4j",
            "picocli",
            "sqlite-jdbc",
            "jmustache",
            "jackson-dataformat-yaml",
            "jackson-datatype-jdk8",
            "snakeyaml",
            "log4j-layout-template-json",
            "prometheus-metrics",
            "classes");

    /** The most that each step may take: whoever needs one more says here why. */
    private static final Map<String, Integer> SPARK_JOBS = Map.of(
            "generate", 1,
            "prepare", 10,
            "feature-engineer", 8,
            "train", 12,
            "evaluate", 18,
            "register", 0,
            "promote", 1,
            "batch-score", 5, // one more than predicting takes: what production says is copied to a table of its own
            "drift-report", 11);

    /** With an address, or else Spark warns where a host's name leads to none, before our code is asked for. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/bin:/bin", "SPARK_LOCAL_IP", "127.0.0.1");

    @TempDir
    Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("pipelines/parcels"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("pipelines/parcels/params.yaml"), "description: for a test\n");
        Files.writeString(
                home.resolve("conf/dev.yaml"),
                "spark: {spark.master: 'local[64]', spark.sql.shuffle.partitions: '2'}\n");
    }

    /** On local[2], a range has two parts; the params of the test say local[64]. */
    @Test
    void answersAQueryOnTheMasterThatWasSubmitted() throws IOException {
        Ended ended = submit(
                "sql",
                "select count(distinct part) as parts from (select spark_partition_id() as part from range(1000))",
                "-p",
                "parcels",
                "--json");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(JsonFile.JSON.readTree(ended.out()).at("/rows/0/parts").asInt())
                .isEqualTo(2);
    }

    /** From the raw rows to a model in production: Delta, XGBoost and the tracking store out of one jar. */
    @Test
    void runsTheWholeDemo() throws IOException {
        Path demo = Files.createDirectories(home.resolve("pipelines/demo"));
        Files.copy(Path.of("../pipelines/demo/dvc.yaml"), demo.resolve("dvc.yaml"));
        Files.writeString(demo.resolve("params.yaml"), DemoHome.params());

        Ended ended = submit("demo", "--rows=2500", "--json");

        assertThat(ended.code()).as(ended.err()).isZero();
        JsonNode run = JsonFile.JSON.readTree(ended.out());
        String runId = run.path("run_id").asText();
        assertThat(home.resolve("data/logs/" + runId + ".jsonl")).content().contains("\"run_id\":\"" + runId + "\"");
        JsonNode steps = run.path("steps");
        assertThat(steps.findValuesAsText("decision")).containsExactly("promoted");
        assertThat(steps.findValuesAsText("step")).containsExactlyInAnyOrderElementsOf(SPARK_JOBS.keySet());
        assertThat(steps).allMatch(step -> step.at("/spark/jobs").isInt());
        assertThat(steps).anyMatch(step -> step.at("/spark/jobs").asInt() > 1);
        for (JsonNode step : steps) {
            assertThat(step.at("/spark/jobs").asInt())
                    .as(
                            "Spark jobs of %s: each costs a tenth of a second or two, however few the rows",
                            step.path("step"))
                    .isLessThanOrEqualTo(SPARK_JOBS.get(step.path("step").asText()));
        }
        assertThat(new DemoHome(home).run("models", "-p", "demo", "--json").out())
                .contains("\"champion\"");
    }

    @Test
    void endsWithTheCodeOfAMistake() {
        Ended ended = submit("sql", "drop table x", "-p", "parcels");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("Cannot run this statement: it is a drop table, and sql only reads.");
    }

    @Test
    void refusesAWorkingDirectoryOutsideOfAProject() {
        Ended ended = Processes.run(Path.of("/"), ENVIRONMENT, command("doctor"));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("Cannot find the project's home: neither / nor a folder above it holds pipelines/ and conf/."
                        + " Run there, or set WAYBILL_HOME (or -Dwaybill.home).");
    }

    private Ended submit(String... words) {
        return Processes.run(home, ENVIRONMENT, command(words));
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "conf", "jvm.options").toAbsolutePath().normalize(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                sparkJars(),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--class",
                "dev.waybill.Main",
                applicationJar().toString()));
        command.addAll(Arrays.asList(words));
        return command;
    }

    private static String sparkJars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        OURS.stream().noneMatch(Path.of(entry).getFileName().toString()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path applicationJar() {
        return Path.of(System.getProperty("waybill.application-jar"))
                .toAbsolutePath()
                .normalize();
    }
}
