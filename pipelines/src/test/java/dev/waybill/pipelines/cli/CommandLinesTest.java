package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLinesTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestHome home = new TestHome(Path.of(""));

    @BeforeAll
    static void startSpark() {
        SharedSpark.session();
    }

    @BeforeEach
    void makeHome() {
        home = TestHome.at(folder);
    }

    /** Background threads of Spark go on to log when the folder is gone. */
    @AfterEach
    void takeTheLogBack() throws URISyntaxException {
        System.clearProperty("log4j2.configurationFile");
        Configurator.reconfigure(Objects.requireNonNull(getClass().getResource("/log4j2-test.properties"))
                .toURI());
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : List.of(
                "demo",
                "repro",
                "status",
                "job",
                "features",
                "models",
                "audit",
                "experiment",
                "sql",
                "maintain",
                "doctor")) {
            out.reset();

            assertThat(run(command, "--help")).isZero();
            assertThat(out()).contains("Usage: waybill " + command, "--json", "Example:\n  ./waybill " + command);
        }
    }

    @Test
    void saysWhatWasMeantByAMisspeltCommand() {
        assertThat(run("reprp")).isEqualTo(2);
        assertThat(err()).isEqualTo("Unknown command 'reprp'. Did you mean 'repro'?\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void saysWhatWasMeantByAMisspeltOption() {
        assertThat(run("repro", "-p", "parcels", "--dryrun")).isEqualTo(2);
        assertThat(err()).isEqualTo("Unknown option '--dryrun' of waybill repro. Did you mean '--dry-run'?\n");
    }

    @Test
    void namesTheUnknownCommandRatherThanItsOptions() {
        assertThat(run("weekly", "-p", "demo")).isEqualTo(2);
        assertThat(err()).startsWith("Unknown command 'weekly'. Known here: audit, dag, demo,");
    }

    @Test
    void saysWhereACommandGoesThatComesAfterOptions() {
        for (List<String> words : List.of(
                List.of("models", "-p", "parcels", "reproduce", "7"),
                List.of("metrics", "-p", "parcels", "diff", "HEAD~1"),
                List.of("-p", "demo", "status", "--json"))) {
            err.reset();
            assertThat(run(words.toArray(new String[0]))).isEqualTo(2);
            assertThat(err())
                    .isEqualTo(Map.of(
                                    "models",
                                    "Cannot read './waybill models -p parcels reproduce 7': 'reproduce' must come before its options."
                                            + " Write ./waybill models reproduce -p parcels 7.\n",
                                    "metrics",
                                    "Cannot read './waybill metrics -p parcels diff HEAD~1': 'diff' must come before its options."
                                            + " Write ./waybill metrics diff -p parcels HEAD~1.\n",
                                    "-p",
                                    "Cannot read './waybill -p demo status --json': 'status' must come before its options."
                                            + " Write ./waybill status -p demo --json.\n")
                            .get(words.get(0)));
        }
    }

    @Test
    void saysOfAValueWhatItIsNotAndHowToWriteOne() {
        assertThat(run("job", "weigh", "-p", "parcels", "--date", "2024-13-01")).isEqualTo(2);
        assertThat(err()).isEqualTo("Cannot read --date: '2024-13-01' is no date. Write one such as 2024-03-08.\n");
        err.reset();
        assertThat(run("sql", "select 1", "-p", "parcels", "--limit", "few")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot read --limit: 'few' is no whole number, or too large a one. Write a number in"
                        + " digits, such as 100.\n");
        err.reset();
        assertThat(run("demo", "--rows=99999999999999999999")).isEqualTo(2);
        assertThat(err()).startsWith("Cannot read --rows: '99999999999999999999' is no whole number, or too large");
        err.reset();
        assertThat(run("status", "-p", "parcels", "--json=maybe")).isEqualTo(2);
        assertThat(err()).startsWith("Cannot read --json: 'maybe' is neither true nor false. Leave out =VALUE");
    }

    @Test
    void saysThatWhatIsMissingIsMisspelt() {
        assertThat(run("status", "--pipelin", "parcels")).isEqualTo(2);
        assertThat(err()).isEqualTo("Unknown option '--pipelin' of waybill status. Did you mean '--pipeline'?\n");
    }

    @Test
    void saysThatAnOptionHasNoValueAndWhichExcludeEachOther() {
        assertThat(run("job", "weigh", "-p", "parcels", "--date")).isEqualTo(2);
        assertThat(err()).isEqualTo("Cannot read --date of waybill job: no value follows it. Write --date DATE.\n");
        err.reset();
        assertThat(run("repro", "-p", "--dry-run")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot read --pipeline of waybill repro: no value follows it. Write --pipeline NAME.\n");
        err.reset();
        assertThat(run("repro", "-p", "parcels", "-s", "--downstream")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("--single, --downstream are mutually exclusive (specify only one). See ./waybill repro"
                        + " --help.\n");
    }

    @Test
    void auditsEitherKeysOrASample() {
        Map<List<String>, String> refused = Map.of(
                List.of(), "Cannot run waybill audit without KEY or --sample N. See ./waybill audit --help.\n",
                List.of("17", "--sample", "5"), "Cannot audit keys and a sample at once. See ./waybill audit --help.\n",
                List.of("17", "18", "--seed", "7"),
                        "Cannot take --seed or --date without --sample N: they say which rows are drawn."
                                + " See ./waybill audit --help.\n",
                List.of("--sample", "10001"), "Cannot audit 10001 predictions at once. Take from 1 to 10000.\n",
                List.of("--sample", "0"), "Cannot audit 0 predictions at once. Take from 1 to 10000.\n");
        refused.forEach((words, message) -> {
            err.reset();
            assertThat(run(Stream.concat(Stream.of("audit", "-p", "parcels"), words.stream())
                            .toArray(String[]::new)))
                    .isEqualTo(2);
            assertThat(err()).isEqualTo(message);
        });
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(run("job")).isEqualTo(2);
        assertThat(err())
                .isEqualTo("Cannot run waybill job without --pipeline NAME and JOB. See ./waybill job --help.\n");
    }

    @Test
    void printsAMistakeAsAnObjectToo() {
        assertThat(run("repro", "-p", "parcel", "--json")).isEqualTo(2);
        assertThat(json().at("/error/code").asText()).isEqualTo("pipeline.unknown");
        assertThat(json().at("/error/message").asText())
                .isEqualTo("Cannot find pipeline 'parcel': no pipelines/parcel/params.yaml.");
        assertThat(json().at("/error/remedy").asText()).isEqualTo("Did you mean 'parcels'?");
    }

    @Test
    void dryRunSaysWhatWouldRunAndRunsNothing() {
        assertThat(run("repro", "-p", "parcels", "--dry-run")).isZero();
        assertThat(out()).isEqualTo("""
                        weigh: never ran
                        stamp: never ran
                        """);
    }

    @Test
    void runsTheStagesInOrder() {
        assertThat(run("repro", "-p", "parcels", "--set", "weigh.grams=750")).isZero();
        assertThat(out()).containsPattern("""
                        \\A\\[1/2] weigh: 750 g \\(\\d+\\.\\ds\\)
                        \\[2/2] stamp: stamp done \\(\\d+\\.\\ds\\)
                        Step   Time  Rows of its tables
                        -----  ----  ------------------
                        weigh  \\d\\.\\ds
                        stamp  \\d\\.\\ds
                        parcels: 2 steps in \\d+\\.\\ds\\. Log: data/logs/\\d{8}T\\d{6}Z-[0-9a-f]{4}\\.jsonl
                        \\z""");
        assertThat(err()).isEmpty();
    }

    @Test
    void printsResultsAsOneDocument() {
        assertThat(run("repro", "-p", "parcels", "--json")).isZero();
        assertThat(json().at("/pipeline").asText()).isEqualTo("parcels");
        assertThat(json().at("/steps/0/result/weight_grams").asInt()).isEqualTo(500);
        assertThat(json().at("/steps/1/result/by")).isEqualTo(json().at("/run_id"));
        assertThat(err()).startsWith("[1/2] weigh: 500 g (");
    }

    @Test
    void runsOneJob() {
        assertThat(run("job", "weigh", "-p", "parcels")).isZero();
        assertThat(out()).startsWith("[1/1] weigh: 500 g (").hasLineCount(1);
    }

    @Test
    void endsWithTheCodeOfARefusalAndNamesTheLogOfItsCause() {
        assertThat(run("job", "refuse", "-p", "parcels")).isEqualTo(3);
        assertThat(err())
                .matches("Cannot take the parcel: it is torn. Wrap it again. More in data/logs/\\S+\\.jsonl\\.\n");
        assertThat(out()).startsWith("[1/1] refuse: failed (");
    }

    @Test
    void endsABugWithItsStackTraceAndTheLog() throws IOException {
        assertThat(run("job", "lose", "-p", "parcels")).isEqualTo(1);
        assertThat(err())
                .startsWith("java.lang.IllegalStateException: parcel lost\n\tat dev.waybill")
                .containsPattern("The log is data/logs/\\S+\\.jsonl\\.\n\\z");
        assertThat(Files.readString(log())).contains("\"run_id\":\"", "parcel lost", "Ended by a bug");
    }

    @Test
    void mindsANoOnlyIfAsked() {
        assertThat(run("job", "judge", "-p", "parcels")).isZero();
        assertThat(run("job", "judge", "-p", "parcels", "--fail-on-drift")).isZero();
        assertThat(run("job", "judge", "-p", "parcels", "--require-promotion")).isEqualTo(4);
    }

    @Test
    void answersAQuery() {
        writeTable();

        assertThat(run("sql", "select grams, city from weights order by grams", "-p", "parcels"))
                .isZero();
        assertThat(out()).isEqualTo("""
                        grams  city
                        -----  ----
                            5  Bonn
                          500  null
                        """);
    }

    @Test
    void saysThatThereAreMoreRows() {
        writeTable();

        assertThat(run("sql", "select grams from weights order by grams", "-p", "parcels", "--limit", "1"))
                .isZero();
        assertThat(out()).isEqualTo("""
                        grams
                        -----
                            5
                        The first 1 rows; there are more. --limit N prints more of them, --limit 0 all.
                        """);
    }

    @Test
    void answersAQueryInJson() {
        writeTable();

        assertThat(run("sql", "select * from weights order by grams", "-p", "parcels", "--json"))
                .isZero();
        assertThat(json().at("/columns/0/type").asText()).isEqualTo("int");
        assertThat(json().at("/rows").toString())
                .isEqualTo("[{\"grams\":5,\"city\":\"Bonn\"},{\"grams\":500,\"city\":null}]");
        assertThat(json().at("/more").asBoolean()).isFalse();
    }

    @Test
    void takesABadQueryForAMistake() {
        writeTable();

        assertThat(run("sql", "select * from wieghts", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot run the query: The table or view `wieghts` cannot be found.")
                .contains("Tables here: weights.\n")
                .hasLineCount(1);
    }

    @Test
    void takesABadExpressionForAMistake() {
        assertThat(run("sql", "select 1 +", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot run the query: Syntax error at or near")
                .hasLineCount(1);
    }

    @Test
    void refusesToWrite() {
        writeTable();

        for (String statement : List.of(
                "drop table weights",
                "insert into weights values (1, 'x')",
                "with x as (select 1 a, 'b' c) insert into weights select * from x",
                "delete from weights",
                "create table t as select 1 a",
                "set spark.sql.shuffle.partitions=3")) {
            err.reset();

            assertThat(run("sql", statement, "-p", "parcels")).as(statement).isEqualTo(2);
            assertThat(err())
                    .contains("Cannot run this statement: it is a ")
                    .contains("sql only reads")
                    .hasLineCount(1);
        }
    }

    @Test
    void showsTheTables() {
        writeTable();

        assertThat(run("sql", "show tables", "-p", "parcels")).isZero();
        assertThat(out()).contains("weights");
    }

    @Test
    void demoTakesTheEnvironmentAndAsManyDaysAsItsStoryNeeds() {
        String split = "split: {train: 2024-03-11/2024-03-17, test: 2024-03-22/2024-03-24}\n";
        home.write("pipelines/demo/params.yaml", split).write("pipelines/demo/dvc.yaml", "stages: {}\n");

        assertThat(run("demo", "--days", "14")).isEqualTo(2);
        assertThat(err()).startsWith("Cannot plan the demo: of 14 days, the bridge closes on 2024-03-15, but");
        err.reset();
        assertThat(run("demo", "--env", "moon")).isEqualTo(2);
        assertThat(err()).startsWith("Cannot read conf/moon.yaml: no such file.");
    }

    @Test
    void saysInOneLineThatAFileSystemIsNotThere() {
        home.write("weights.json", "{\"weight_grams\": 5}");

        assertThat(run("job", "shelve", "-p", "parcels", "--set", "warehouse=s3a://bucket/w"))
                .isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot write tables to s3a://bucket/w/parcels: java.lang.ClassNotFoundException: Class"
                        + " org.apache.hadoop.fs.s3a.S3AFileSystem not found. Correct 'warehouse'")
                .hasLineCount(1);
        err.reset();
        assertThat(run("sql", "show tables", "-p", "parcels", "--set", "warehouse=s3a://bucket/w"))
                .isEqualTo(2);
        assertThat(err())
                .startsWith("Cannot reach a file or a server: ClassNotFoundException: Class"
                        + " org.apache.hadoop.fs.s3a.S3AFileSystem not found.")
                .contains(" More in data/logs/")
                .hasLineCount(1);
    }

    @Test
    void saysBeforeSparkStartsThatTablesCannotBeWritten() {
        home.write("weights.json", "{\"weight_grams\": 5}");

        assertThat(run("job", "shelve", "-p", "parcels", "--set", "warehouse=/proc/w", "--json"))
                .isEqualTo(2);
        assertThat(err())
                .contains("Cannot write tables to /proc/w/parcels: /proc/w", "Correct 'warehouse' in the params")
                .doesNotContain("Exception");
        assertThat(json().at("/error/code").asText()).isEqualTo("warehouse.unwritable");
    }

    @Test
    void saysWhichTableCannotBeWritten() throws IOException {
        home.write("weights.json", "{\"weight_grams\": 5}");
        Files.createDirectories(folder.resolve("data/warehouse/parcels"));
        Files.createSymbolicLink(folder.resolve("data/warehouse/parcels/shelf"), Path.of("/proc/shelf"));

        assertThat(run("job", "shelve", "-p", "parcels")).isEqualTo(2);
        assertThat(err())
                .contains("Cannot reach a file or a server: ", folder + "/data/warehouse/parcels/shelf")
                .contains(" More in data/logs/");
    }

    @Test
    void asksAMasterBeforeItLetsSparkTry() {
        assertThat(run("sql", "select 1", "-p", "parcels", "--master", "spark://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "Cannot start Spark: no master answers at spark://127.0.0.1:1 (Connection refused). Start it,"
                                + " or correct --master, spark.master or the network.\n");
    }

    @Test
    void takesNoDatabaseForAFolderOfModels() {
        assertThat(run("models", "-p", "parcels", "--set", "tracking=sqlite:///mlflow.db"))
                .isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "Invalid params: --set tracking=sqlite:///mlflow.db: 'tracking' is 'sqlite:///mlflow.db', but has"
                                + " to be a folder, or the http:// or https:// address of an MLflow server. Correct it there.\n");
        err.reset();
        assertThat(run(Map.of("MLFLOW_TRACKING_URI", "databricks"), "models", "-p", "parcels"))
                .isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "Cannot keep runs and models at databricks (MLFLOW_TRACKING_URI): Waybill takes a folder, or the"
                                + " http:// or https:// address of an MLflow server. Correct it, or set 'tracking' in the params or"
                                + " in conf/, which counts before it.\n");
    }

    @Test
    void saysBeforeItStartsSparkThatTheServerOfModelsIsDownAndTellsNoPassword() throws IOException {
        Map<String, String> server = Map.of("MLFLOW_TRACKING_URI", "http://me:s3cret@127.0.0.1:1/ml/");
        String problem = "Cannot reach the MLflow server http://127.0.0.1:1/ml: nothing listens there.";
        for (List<String> words : List.of(
                List.of("models", "-p", "parcels"),
                List.of("models", "sync", "-p", "parcels"),
                List.of("audit", "17", "-p", "parcels"),
                List.of("audit", "--sample", "100", "-p", "parcels"),
                List.of("repro", "-p", "parcels"),
                List.of("job", "weigh", "-p", "parcels"))) {
            err.reset();
            assertThat(run(server, words.toArray(new String[0]))).isEqualTo(2);
            assertThat(err())
                    .startsWith(problem
                            + " Start it, or correct 'tracking' in the params or in conf/, or MLFLOW_TRACKING_URI.")
                    .hasLineCount(1);
        }
        assertThat(run(server, "doctor", "-p", "parcels")).isEqualTo(2);
        assertThat(out()).contains("fail  parcels models: " + problem).doesNotContain("s3cret");
        assertThat(run("models", "-p", "parcels", "--set", "tracking=databricks://me:s3cret@x"))
                .isEqualTo(2);
        assertThat(run("repro", "-p", "parcels", "--set", "tracking=http://me:s3cret@127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(err()).doesNotContain("s3cret");
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("s3cret"));
        }
    }

    @Test
    void keepsModelsWhereParamsSayAndElseWhereTheEnvironmentDoes() {
        Map<String, String> variable = Map.of("MLFLOW_TRACKING_URI", "file:" + folder.resolve("theirs"));
        assertThat(run(variable, "models", "list", "-p", "parcels", "--set", "tracking=ours"))
                .isZero();
        assertThat(folder.resolve("ours/mlflow.db")).exists();
        assertThat(folder.resolve("theirs")).doesNotExist();
        assertThat(run(variable, "models", "-p", "parcels")).isZero();
        assertThat(folder.resolve("theirs/mlflow.db")).exists();
        assertThat(folder.resolve("data/mlflow")).doesNotExist();
    }

    @Test
    void saysThatModelsAreKept() throws IOException {
        Files.createDirectories(folder.resolve("data/registrations/parcels/20200301T000000000Z-0123abcd"));
        assertThat(run("doctor", "-p", "parcels")).isZero();
        assertThat(out())
                .contains("warn  parcels models: the tracking store opens, but was not given all models; kept: 1"
                        + " -> Run ./waybill models sync -p parcels.\n");
    }

    @Test
    void handsInNoModelWhereNoneIsKept() {
        assertThat(run("models", "sync", "-p", "parcels")).isZero();
        assertThat(out()).isEqualTo("No model of parcels is kept: there is nothing to hand in.\n");
        out.reset();
        assertThat(run("models", "sync", "-p", "parcels", "--json")).isZero();
        assertThat(json().toString()).isEqualTo("{\"model\":\"parcels\",\"handed_in\":[]}");
    }

    @Test
    void takesAPipelineByItsExactName() {
        assertThat(run("status", "-p", "parcels/")).isEqualTo(2);
        assertThat(err()).endsWith("Did you mean 'parcels'?\n");
    }

    @Test
    void printsAllRowsWithoutHoldingThem() {
        String query = "select id, if(id < 1500, 'a', 'a long one') as word from range(3000) order by id";

        assertThat(run("sql", query, "-p", "parcels", "--limit", "0")).isZero();
        assertThat(out())
                .hasLineCount(3002)
                .contains("\n1499  a\n1500  a long one\n")
                .endsWith("\n2999  a long one\n");
        out.reset();
        assertThat(run("sql", query, "-p", "parcels", "--limit", "0", "--json")).isZero();
        assertThat(json().at("/rows").size()).isEqualTo(3000);
        assertThat(json().at("/rows/2999/word").asText()).isEqualTo("a long one");
        assertThat(json().at("/more").asBoolean()).isFalse();
    }

    @Test
    void listsNoModelsBeforeThereAreAny() {
        assertThat(run("models", "-p", "parcels")).isZero();
        assertThat(out())
                .isEqualTo("No version of parcels is registered yet. Run ./waybill repro -p parcels to train one.\n");
    }

    @Test
    void findsAHealthyHome() {
        assertThat(run("doctor")).isZero();
        assertThat(out())
                .contains("ok    java: version ")
                .contains("ok    parcels: params.yaml and dvc.yaml are valid: weigh, stamp\n")
                .contains("ok    parcels tables: can write to ")
                .contains("ok    parcels models: the tracking store opens; versions: 0\n");
    }

    @Test
    void findsAPipelineThatCannotRun() {
        home.dvc("stages:\n  weigh: {cmd: ./waybill job wiegh -p parcels, wdir: ../..}\n");

        assertThat(run("doctor", "--json")).isEqualTo(2);
        JsonNode found = json().at("/checks/5");
        assertThat(found.at("/level").asText()).isEqualTo("fail");
        assertThat(found.at("/check").asText()).isEqualTo("parcels");
        assertThat(found.at("/detail").asText()).contains("there is no job 'wiegh'.");
        assertThat(found.at("/remedy").asText()).isEqualTo("Did you mean 'weigh'?");
    }

    @Test
    void runsAlsoWhereHelpWouldNotFit() {
        assertThat(run(Map.of("WAYBILL_COLUMNS", "24"), "dag", "-p", "parcels")).isZero();
        assertThat(out()).contains("weigh");
    }

    private void writeTable() {
        SparkSession spark = SharedSpark.session();
        new Tables(spark, folder.resolve("data/warehouse/parcels").toString())
                .overwrite("weights", spark.sql("select * from values (5, 'Bonn'), (500, null) as t(grams, city)"));
    }

    private int run(String... words) {
        return run(Map.of(), words);
    }

    private int run(Map<String, String> environment, String... words) {
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                folder,
                Clock.systemUTC());
        return CommandLines.run(surroundings, TestJobs::all, words);
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/logs"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private JsonNode json() {
        return Printed.json(out());
    }

    private String out() {
        return text(out);
    }

    private String err() {
        return text(err);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
