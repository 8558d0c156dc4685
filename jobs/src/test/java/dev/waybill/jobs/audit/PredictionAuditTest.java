package dev.waybill.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Superseded;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.HandPromotion;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.score.Recalibrate;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionAuditTest {

    private static final LocalDate SEVENTH = LocalDate.of(2020, 3, 7);

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withModel(home);
        pipeline.run(new Register());
        pipeline.run(new Promote());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private PredictionAudit audit(String key) {
        return PredictionAudit.of(
                key, Optional.empty(), pipeline.bind(PredictionAudit.Params.class), pipeline.context());
    }

    private PredictionAudits audits(Optional<Integer> version, String... keys) {
        return audits(new Wanted.Keys(List.of(keys)), version);
    }

    private PredictionAudits audits(Wanted wanted, Optional<Integer> version) {
        return PredictionAudits.of(wanted, version, pipeline.bind(PredictionAudit.Params.class), pipeline.context());
    }

    /** A trip of the eighth turns out to have taken longer, the tenth comes in, and its intervals are measured anew. */
    @Test
    void isTheSameAfterACorrectionALaterNightAndARecalibration() {
        pipeline.run(new BatchScore());
        PredictionAudit before = audit("2020-03-09-001");
        assertThat(before.differences()).isEmpty();
        List<String> trips = new ArrayList<>(TinyPipeline.trips());
        trips.replaceAll(line -> line.startsWith("2020-03-08-000") ? tenMinutesLonger(line) : line);
        trips.addAll(TinyPipeline.trips(LocalDate.of(2020, 3, 10), LocalDate.of(2020, 3, 10), 40, 8));
        pipeline.source(trips);
        JobContext night = aDayLater();
        new Prepare().run(pipeline.bind(Prepare.Params.class), night);
        new FeatureEngineer().run(pipeline.bind(FeatureEngineer.Params.class), night);
        new Recalibrate().run(pipeline.bind(Recalibrate.Params.class), night.on(LocalDate.of(2020, 3, 10)));
        new BatchScore().run(pipeline.bind(BatchScore.Params.class), night);

        PredictionAudit untouched = audit("2020-03-07-001");
        assertThat(untouched.differences()).isEmpty();
        assertThat(untouched).returns(true, PredictionAudit::equal).returns(SEVENTH, PredictionAudit::date);
        assertThat(untouched.features()).hasToString("features@v0");
        assertThat(untouched.clean()).hasToString("trips@v0");
        PredictionAudit corrected = audit("2020-03-08-000");
        assertThat(corrected.differences()).isEmpty();
        assertThat(corrected.features()).hasToString("features@v0"); // what was published stays
        assertThat(corrected.clean()).hasToString("trips@v0");
        PredictionAudit recalibrated = audit("2020-03-10-001");
        assertThat(recalibrated.differences()).isEmpty();
        assertThat(recalibrated.calibration()).hasValue("tiny/1@2020-03-10");
    }

    /**
     * The seventh is by version 1, the ninth by it with other intervals, the eighth by version 2, which was trained later.
     * One of them is tampered with, one is by a version that there is not, and one is nobody's.
     */
    @Test
    void auditsManyTogetherAndNamesThoseThatDiffer() {
        scoreByTwoVersions();
        PredictionAudits same =
                audits(Optional.empty(), "2020-03-09-001", "2020-03-07-001", "2020-03-08-001", "2020-03-07-001");
        assertThat(same.audits())
                .extracting(
                        each -> each.key().get("trip_id"),
                        PredictionAudit::version,
                        each -> each.calibration().orElseThrow())
                .containsExactly(
                        tuple("2020-03-09-001", 1, "tiny/1@2020-03-09"),
                        tuple("2020-03-07-001", 1, "tiny/1"),
                        tuple("2020-03-08-001", 2, "tiny/2"));
        assertThat(same.audits())
                .allSatisfy(each -> assertThat(each.differences()).isEmpty());
        assertThat(same)
                .returns(true, PredictionAudits::equal)
                .returns(3L, PredictionAudits::dates)
                .returns(2L, PredictionAudits::versions);
        assertThat(same.refused()).isEmpty();

        Dataset<Row> scored = pipeline.tables().read(ScoredTable.CURRENT);
        pipeline.tables()
                .overwriteByDate(
                        ScoredTable.CURRENT,
                        scored.withColumn(
                                        "eta_minutes",
                                        functions.expr("eta_minutes + if(trip_id = '2020-03-08-001', 1e-14, 0)"))
                                .withColumn(
                                        ScoredTable.MODEL_VERSION,
                                        functions.expr("if(trip_id = '2020-03-08-002', 9, model_version)")));
        PredictionAudits mixed = audits(
                Optional.empty(), "2020-03-07-001", "nobody", "2020-03-08-001", "2020-03-08-002", "2020-03-08-003");
        assertThat(mixed.equal()).isFalse();
        assertThat(mixed.audits())
                .extracting(
                        each -> each.key().get("trip_id"),
                        each -> each.differences().stream()
                                .map(Difference::column)
                                .toList())
                .containsExactly(
                        tuple("2020-03-07-001", List.of()),
                        tuple("2020-03-08-001", List.of("eta_minutes")),
                        tuple("2020-03-08-003", List.of()));
        assertThat(mixed.refused())
                .extracting(each -> each.key().get("trip_id"), each -> each.code(), each -> each.message())
                .containsExactly(
                        tuple(
                                "nobody",
                                "audit.unknown-key",
                                "Cannot audit trip_id nobody: table scored_current has no such row."),
                        tuple(
                                "2020-03-08-002",
                                "audit.no-model",
                                "Cannot audit a prediction of tiny/9: the registry no longer has that version."));
    }

    private void scoreByTwoVersions() {
        pipeline.run(new BatchScore());
        JobContext ninth = pipeline.context().on(LocalDate.of(2020, 3, 9));
        new Recalibrate().run(pipeline.bind(Recalibrate.Params.class), ninth);
        pipeline.run(new BatchScore());
        pipeline.run(new Train(), "model.max_depth=2");
        pipeline.run(new Evaluate(), "model.max_depth=2");
        pipeline.run(new Register());
        pipeline.run(new HandPromotion(2, "to have two", "ann"));
        JobContext eighth = pipeline.context().on(LocalDate.of(2020, 3, 8));
        new BatchScore().run(pipeline.bind(BatchScore.Params.class), eighth);
    }

    @Test
    void drawsTheSameSampleBySeedHoweverRowsArePartitioned() {
        pipeline.run(new BatchScore());
        List<Map<String, String>> drawn = drawn(new Wanted.Sample(10, 7, Optional.empty()));
        assertThat(drawn).doesNotHaveDuplicates().hasSize(10);
        assertThat(drawn(new Wanted.Sample(10, 8, Optional.empty()))).isNotEqualTo(drawn);
        assertThat(drawn(new Wanted.Sample(100, 7, Optional.of(SEVENTH))))
                .hasSizeBetween(30, 40)
                .allSatisfy(key -> assertThat(key.get("trip_id")).startsWith("2020-03-07-"));
        Dataset<Row> scored = pipeline.tables().read(ScoredTable.CURRENT);
        pipeline.tables().overwrite(ScoredTable.CURRENT, scored.repartition(5).orderBy(functions.rand(1)));
        assertThat(drawn(new Wanted.Sample(10, 7, Optional.empty()))).isEqualTo(drawn);
        assertThatThrownBy(() -> drawn(new Wanted.Sample(10, 7, Optional.of(LocalDate.of(2020, 3, 1)))))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot audit a sample: table scored_current has no row of date 2020-03-01."
                        + " Look at what it has by ./waybill sql.");
    }

    private List<Map<String, String>> drawn(Wanted.Sample sample) {
        PredictionAudits audits = audits(sample, Optional.empty());
        assertThat(audits.equal()).isTrue();
        assertThat(audits.refused()).isEmpty();
        return audits.audits().stream().map(PredictionAudit::key).toList();
    }

    @Test
    void takesNoMoreSparkJobsForManyRowsThanForOne() {
        pipeline.run(new BatchScore());
        assertThat(sparkJobs(30)).isLessThanOrEqualTo(sparkJobs(1));
    }

    private int sparkJobs(int rows) {
        SparkContext spark = pipeline.context().spark().sparkContext();
        String group = "audit of " + rows;
        spark.setJobGroup(group, group, false);
        try {
            assertThat(drawn(new Wanted.Sample(rows, 7, Optional.of(SEVENTH)))).hasSize(rows);
        } finally {
            spark.clearJobGroup();
        }
        return spark.statusTracker().getJobIdsForGroup(group).length;
    }

    private JobContext aDayLater() {
        JobContext now = pipeline.context();
        return now.at(Clock.offset(now.clock(), Duration.ofDays(1)));
    }

    private static String tenMinutesLonger(String trip) {
        String[] fields = trip.split(",");
        fields[2] = LocalDateTime.parse(fields[2].replace(' ', 'T'))
                .plusMinutes(10)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
        return String.join(",", fields);
    }

    @Test
    void findsAScoreThatWasTamperedWith() {
        pipeline.run(new BatchScore());
        Dataset<Row> scored = pipeline.tables().read(ScoredTable.CURRENT);
        pipeline.tables()
                .overwriteByDate(
                        ScoredTable.CURRENT,
                        scored.withColumn("eta_minutes", functions.expr("eta_minutes + 1e-14"))
                                .withColumn(
                                        ScoredTable.EXPLANATION,
                                        functions.expr("transform(explanation, e -> struct(e.feature as feature,"
                                                + " if(e.feature = 'hour', '99', e.value) as value,"
                                                + " e.contribution as contribution))")));
        PredictionAudit audit = audit("2020-03-07-001");
        assertThat(audit.equal()).isFalse();
        assertThat(audit.differences())
                .extracting(Difference::table, Difference::column)
                .containsExactly(tuple("scored_current", "eta_minutes"), tuple("scored_current", "explanation"));
        assertThat(audit.differences().get(1).stored()).contains("[hour,99,");

        assertThat(PredictionAudit.of(
                                "2020-03-07-001",
                                Optional.of(1),
                                pipeline.bind(PredictionAudit.Params.class),
                                pipeline.context())
                        .differences())
                .as("what the version said stands in another table")
                .isEmpty();
    }

    @Test
    void findsAFeatureThatWasTamperedWith() {
        Dataset<Row> features = pipeline.tables().read(FeatureTable.NAME);
        pipeline.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        features.withColumn("hour", functions.expr("if(trip_id = '2020-03-07-001', 77, hour)")));
        pipeline.run(new BatchScore());
        assertThat(audit("2020-03-07-002").differences()).isEmpty();
        assertThat(audit("2020-03-07-001").differences())
                .first()
                .asString()
                .matches("features\\.hour is 77, and comes out as \\d+");
        assertThat(audit("2020-03-07-001").differences())
                .extracting(Difference::column)
                .contains("eta_minutes");
    }

    @Test
    void refusesAModelWhoseFilesAreOthers() throws IOException {
        pipeline.run(new BatchScore());
        ModelVersion version = pipeline.tracking().versions("tiny").get(0);
        Path booster = pipeline.tracking().download(version).resolve("model.ubj");
        Files.write(booster, new byte[] {0}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> audit("2020-03-07-001"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("model.changed"))
                .hasMessageStartingWith("Cannot load " + booster + ": its SHA-256 is ")
                .hasMessageEndingWith(" was written. Restore the file, or train again.");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        pipeline.run(new BatchScore());
        refused(
                "2020-03-01-001",
                "Cannot audit trip_id 2020-03-01-001: table scored_current has no such row."
                        + " Nor has table scored of any version: look for it in table features by ./waybill sql.");
        pipeline.tables()
                .overwriteByDate(
                        ScoredTable.CURRENT,
                        pipeline.tables().read(ScoredTable.CURRENT).where("trip_id <> '2020-03-07-001'"));
        refused(
                "2020-03-07-001",
                "Cannot audit trip_id 2020-03-07-001: table scored_current has no such row."
                        + " Table scored has it of version 1: name one by --model.");
        FileUtils.deleteDirectory(
                home.resolve("warehouse/tiny/trips/event_date=2020-03-02").toFile());
        refused(
                "2020-03-07-002",
                "Cannot audit trip_id 2020-03-07-002: trips@v0, which its features were computed from,"
                        + " is no longer there whole. It was vacuumed, cleaned up or made anew: restore table trips from a backup.");
    }

    private void refused(String key, String message) {
        assertThatThrownBy(() -> audit(key))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE))
                .hasMessage(message);
    }

    /** Version 0 is what the model was trained on, version 2 what is published; version 1 is nobody's. */
    @Test
    void vacuumsAllButTheVersionsThatAreNeeded() {
        Dataset<Row> trained = pipeline.tables().read(FeatureTable.NAME);
        for (int hours = 1; hours <= 2; hours++) {
            pipeline.tables()
                    .overwriteByDate(
                            FeatureTable.NAME,
                            trained.withColumn(
                                    FeatureTable.COMPUTED_AT,
                                    functions.expr("computed_at + interval %d hours".formatted(hours))));
        }
        pipeline.run(new BatchScore());
        TableVersion published = pipeline.tables().version(FeatureTable.NAME);
        TableVersion unneeded = new TableVersion(FeatureTable.NAME, published.id(), 1);

        Maintenance dry = Maintenance.of("trips", Duration.ZERO, true, pipeline.context());
        assertThat(dry.removed()).containsEntry(FeatureTable.NAME, 9L).containsEntry("trips", 0L);
        assertThat(pipeline.tables().isWhole(unneeded)).isTrue();
        assertThat(Maintenance.of("trips", Duration.ofDays(7), false, pipeline.context())
                        .removed()
                        .values())
                .as("all is younger")
                .containsOnly(0L);

        Maintenance done = Maintenance.of("trips", Duration.ZERO, false, pipeline.context());
        assertThat(done.removed()).isEqualTo(dry.removed());
        assertThat(done.kept())
                .extracting(version -> version.at().toString(), NeededVersion::reasons, NeededVersion::there)
                .containsExactly(
                        tuple("features@v0", List.of("tiny/1 was trained on it"), true),
                        tuple("features@v2", List.of("scores of scored_current are from it"), true),
                        tuple("trips@v0", List.of("features of features@v2 are computed from it"), true));
        assertThat(pipeline.tables().isWhole(unneeded)).isFalse();
        assertThat(superseded(0)).returns(9, Superseded::files).returns(0L, Superseded::missing);
        assertThat(superseded(1)).returns(9, Superseded::files).returns(9L, Superseded::missing);
        assertThat(superseded(2)).isEqualTo(new Superseded(0, Optional.empty(), 0));
        assertThat(pipeline.tables()
                        .read(new TableVersion(FeatureTable.NAME, published.id(), 0))
                        .count())
                .isEqualTo(360);
        assertThat(pipeline.tables().version(FeatureTable.NAME))
                .as("no stage is due for it")
                .isEqualTo(published);
        assertThat(audit("2020-03-07-001").differences()).isEmpty();
    }

    private Superseded superseded(long version) {
        String root = home.resolve("warehouse/tiny").toString();
        return Superseded.of(root, FeatureTable.NAME, version, Map.of()).orElseThrow();
    }

    @Test
    void takesAKeyOfSeveralColumns() {
        List<String> columns = List.of("order_id", "leg");
        assertThat(AuditedKey.parse("order_id=a,b=1,leg=2", columns)).hasToString("order_id a,b=1, leg 2");
        assertThat(AuditedKey.parse("a=b", List.of("order_id"))).hasToString("order_id a=b");
        assertThatThrownBy(() -> AuditedKey.parse("17", columns))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot audit '17': a key has the columns order_id, leg (source.key). Write it as"
                        + " order_id=VALUE,leg=VALUE.");
    }

    /** On the scale of the label the parts are in its unit; a probability is no sum of them. */
    @Test
    void saysWhatThePredictionIsTheSumOf() {
        Source.Label eta = new Source.Label("eta", "e", "", Optional.of("min"));
        assertThat(Sum.text(row(18.4, 14.9, 2.5), Task.regression, eta))
                .isEqualTo("eta 18.4 min = 14.9 typical + 2.50 (weather rain) + 1.20 (avg_7d 18.6) - 0.20 (others)");
        Source.Label late = new Source.Label("late", "e", "", Optional.empty());
        assertThat(Sum.text(row(0.5, -3.5, 2.5), Task.binary, late))
                .isEqualTo("probability 0.50; in log-odds 0.00 = \u22123.50 typical + 2.50 (weather rain)"
                        + " + 1.20 (avg_7d 18.6) - 0.20 (others)");
    }

    /** An older Waybill wrote the probability under the label's name, and such rows are kept beside newer ones. */
    @Test
    void saysWhatAnOlderWaybillCalledByTheLabel() {
        Source.Label label = new Source.Label("eta", "e", "", Optional.empty());
        Row scored = row(0.5, -3.5, 2.5);
        List<Object> older = new ArrayList<>();
        for (int i = 0; i < scored.size(); i++) {
            older.add(i == scored.fieldIndex("probability") ? null : scored.get(i));
        }

        assertThat(Sum.text(new GenericRowWithSchema(older.toArray(), scored.schema()), Task.binary, label))
                .startsWith("eta 0.50; in log-odds 0.00 = ");
    }

    private Row row(double prediction, double base, double first) {
        return pipeline.context()
                .spark()
                .range(1)
                .selectExpr(
                        "%sD as eta".formatted(prediction),
                        "%sD as probability".formatted(prediction),
                        "%sD as base_value".formatted(base),
                        ("array(named_struct('feature', 'weather', 'value', 'rain', 'contribution', %sD),"
                                        + " named_struct('feature', 'avg_7d', 'value', '18.6237178846', 'contribution', 1.2D),"
                                        + " named_struct('feature', 'other', 'value', null, 'contribution', -0.2D))"
                                        + " as explanation")
                                .formatted(first))
                .first();
    }
}
